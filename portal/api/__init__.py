"""The interface for the province's other systems: every deed of the portal, as JSON over HTTP."""
