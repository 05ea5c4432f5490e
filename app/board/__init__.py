"""The board: who is connected at this moment, from which device, and which alarms are open."""
