"""What courts and counsel send: orders with their time of receipt, hearings, alerts for oversight."""
