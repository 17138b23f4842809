import Models
import Preflight
import Value

/// A model for a cluster of which nobody says what it is to serve, and why that one.
struct ModelChoice: Sendable, Equatable {
    var model: Model
    /// A sentence without a full stop.
    var reason: String

    /// The largest public model of which the whole fits a single GPU; the smallest where no GPU says how large it is.
    ///
    /// - Parameters:
    ///   - models: the catalog's; gated ones are left out, since they need a token, and so are those of which nobody knows
    ///     how much memory they take.
    ///   - canServe: whether any provider can serve the model.
    /// - Returns: nil where no model is left.
    static func choose(
        from models: [Model], on gpus: GPUOverview, canServe: (Model) -> Bool
    ) -> ModelChoice? {
        var sized: [(model: Model, memory: Quantity)] = []
        for model in models where model.isGated == false && canServe(model) {
            if let memory = model.memory { sized.append((model, memory)) }
        }
        guard let smallest = sized.min(by: { $0.memory < $1.memory }) else { return nil }
        guard let room = gpus.largestDevice else {
            return ModelChoice(
                model: smallest.model,
                reason: "the smallest public model of the catalog, since no GPU was seen that says how large it is")
        }
        let needs: (Quantity) -> String = { "it needs \($0) of GPU memory, and the largest GPU has \(room) MiB" }
        var fitting: (model: Model, memory: Quantity)?
        // Of several that take as much, the first of the catalog.
        for item in sized where item.memory <= Self.quantity(mebibytes: room) {
            if let best = fitting, item.memory <= best.memory { continue }
            fitting = item
        }
        guard let fitting else {
            return ModelChoice(
                model: smallest.model,
                reason: "the smallest public model of the catalog, though \(needs(smallest.memory))")
        }
        return ModelChoice(
            model: fitting.model,
            reason: "the largest public model of the catalog that fits one GPU: \(needs(fitting.memory))")
    }

    private static func quantity(mebibytes: Int64) -> Quantity {
        Quantity(Int(clamping: mebibytes.multipliedReportingOverflow(by: 1 << 20).partialValue), format: .binarySI)
    }
}
