"""Essaim runs social-innovation hackathons, from the défi to what others make of it a year later."""
