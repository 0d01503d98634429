"""What chair, minute-taker and coordinator do with meetings and their agendas."""
