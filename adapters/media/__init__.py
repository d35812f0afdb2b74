"""Looking into files: in a process of its own, with little time and little memory."""
