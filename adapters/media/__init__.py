"""Looking into files, and making others of them: in a process of its own, with little time and little memory."""
