"""What `atelier check` looks at: each check reads and changes nothing."""
