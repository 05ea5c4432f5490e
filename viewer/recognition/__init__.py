"""Words of pages that have none, recognised in their pixels by the process `viewer/sandbox/recognition`."""
