"""What the scenarios see of the rules: each rule changed a little, and who notices."""
