// Filled by the commit that builds this module.
