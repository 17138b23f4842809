public import Value

extension Chart {
    /// `values` with `fallbacks` where they say nothing, objects member by member; a null in `values` takes the fallback
    /// away. Helm's `CoalesceTables`.
    public static func coalesced(_ values: Object, over fallbacks: Object) -> Object {
        var warnings: [String] = []
        // What Helm would warn of was said when the values were first used.
        return Coalescing.coalesceTables(values, fallbacks, warnings: &warnings)
    }
}
