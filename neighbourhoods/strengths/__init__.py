"""What an area already has: places to meet and local groups, checked before all can see them."""
