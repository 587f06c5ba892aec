"""What is on paper: the catalogue of papers, their facts, their typesetting and their keeping."""
