"""certtrack: credentials of health information technicians, earned and kept, with reasons."""

__version__ = "0.1.0"
