import Expressions
public import Value

extension ProviderDefinition.Alternatives {
    /// Whether a deployment needs one of the CRDs.
    ///
    /// - Parameter values: the chart's merged values, with whole numbers as such.
    /// - Throws: `ProviderError` with code `invalidDefinition` where that cannot be judged.
    public func isNeeded(by values: Value) throws(ProviderError) -> Bool {
        do {
            return try when.isTrue(["deployment": values])
        } catch {
            throw ProviderError(
                .invalidDefinition, "when \(crds.joined(separator: " or ")) is needed cannot be judged: \(error)",
                underlying: error)
        }
    }
}
