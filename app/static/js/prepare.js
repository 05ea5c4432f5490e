/** The preparation screen: put together from its parts. */
