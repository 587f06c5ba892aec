"""What is true: the words, the law, the stages, the judgements and the tables."""
