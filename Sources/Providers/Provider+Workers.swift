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

    /// The accelerators that hold one copy of the model together: a worker's, on each of the nodes that it spans.
    ///
    /// - Parameter values: as `workers(for:)` takes them.
    /// - Returns: nil where the provider does not say, or cannot for these values, and where nodes do not count them.
    public func acceleratorsPerCopy(for values: Object) -> AcceleratorUse? {
        guard let need = definition.gpus else { return nil }
        let deployment = Value.object(chart.values.merged(with: values)).withWholeNumbers
        let perWorker: Int64?
        do {
            perWorker = try need.perWorker.evaluate(["deployment": deployment]).integer
        } catch {
            return nil  // As above.
        }
        guard let perWorker, perWorker > 0 else { return nil }
        let (count, overflowed) = perWorker.multipliedReportingOverflow(by: NodeSpan.nodes(in: deployment))
        guard !overflowed else { return nil }
        let resource = deployment["resources"]?["gpuResource"]?.string ?? ""
        return AcceleratorUse(count: count, resource: resource.isEmpty ? nil : resource)
    }
}
