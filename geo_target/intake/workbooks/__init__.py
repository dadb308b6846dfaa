"""Workbooks that people fill in: templates, and refused rows ready to be corrected."""
