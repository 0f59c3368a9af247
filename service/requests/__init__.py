"""Wished breaks: an evening, a night, a weekend, a week, or a series of them, each with the times that would do."""
