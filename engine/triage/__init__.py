"""Sorting a whole portfolio: sources of any size → a row of results for each row, part by part."""
