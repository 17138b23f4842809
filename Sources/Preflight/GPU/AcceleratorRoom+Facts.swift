extension AcceleratorRoom {
    /// The ids of the checks that place workers.
    public static var checkIDs: Set<String> { Set(checks) }

    /// What the nodes lack, by facts that were gathered with those of other checks.
    ///
    /// - Returns: nil where there is room, where nothing asks for any, and where it cannot be told.
    /// - Throws: `PreflightError` for a catalog without these checks.
    public static func missing(
        for subject: Subject, in facts: Facts, checks catalog: CheckCatalog
    ) throws -> AcceleratorRoom? {
        try Preflight.room(facts, checks: catalog, PreflightRequest(subject, only: checkIDs))
    }
}
