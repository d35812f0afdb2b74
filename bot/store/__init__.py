"""What must survive: tables, transactions and one module of statements per noun."""
