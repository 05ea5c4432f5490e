"""What those who run the service would look at every day, and the service looks at itself."""
