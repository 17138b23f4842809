import Expressions
public import Value

extension ProviderDefinition {
    /// The values that a deployment takes over from what is installed; the user's own win over them.
    ///
    /// - Parameter versions: of the operators that are known, by the operator's name.
    /// - Throws: `ProviderError` with code `invalidDefinition` when an expression cannot be evaluated.
    public func defaultValues(operators versions: [String: String]) throws(ProviderError) -> Object {
        let known = versions.sorted { $0.key < $1.key }.map { ($0.key, ["version": .string($0.value)] as Value) }
        var values: Object = [:]
        for item in defaults {
            do {
                let text = try item.value.render(["operators": .object(Object(known))])
                if !text.isEmpty { values[item.key] = .string(text) }
            } catch {
                throw ProviderError(
                    .invalidDefinition, "the default \(item.key) of provider \(name) cannot be told: \(error)",
                    underlying: error)
            }
        }
        return values
    }
}
