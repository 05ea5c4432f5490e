"""Finds both marks in an image that is ready to be sent, by the page that it was made of. Needs no OpenCV."""
