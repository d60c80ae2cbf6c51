"""The labs, one module each; lessons call `labs.stranded()` and get a panel."""
