import Charts
import Expressions
public import Value

extension Provider {
    /// How many pods with workers a deployment asks for.
    ///
    /// - Parameter values: of the chart, without its defaults.
    /// - Returns: nil where the provider does not say, or cannot for these values.
    public func workers(for values: Object) -> Int64? {
        guard let need = definition.gpus else { return nil }
        let deployment = Value.object(chart.values.merged(with: values)).withWholeNumbers
        do {
            return try need.workers.evaluate(["deployment": deployment]).integer
        } catch {
            return nil  // The preflight counts with the same expression, and tells what is wrong with it.
        }
    }
}
