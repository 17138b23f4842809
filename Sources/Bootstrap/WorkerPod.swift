import Preflight
import Providers
import Value

/// What a chart's values say of the pods that hold the model, besides how many there are; the knobs have the same names in
/// every chart that has them.
struct WorkerPod {
    private let values: Value
    /// Whose they are, for messages.
    private let owner: String

    init(_ values: Value, of owner: String) {
        self.values = values
        self.owner = owner
    }

    /// - Throws: `ProviderError` for an amount that is none.
    func describe(_ wanted: inout Subject.Deployment) throws(ProviderError) {
        let resources = values["resources"]
        wanted.use = Subject.Deployment.Use(
            milliCPU: try amount(resources?["cpu"], "resources.cpu", thousandths: true),
            memory: try amount(resources?["memory"], "resources.memory"),
            disk: try amount(resources?["ephemeralStorage"], "resources.ephemeralStorage"))
        for (name, count) in resources?["extra"]?.object ?? [:] {
            wanted.extra[name] = try amount(count, "resources.extra.\(name)")
        }
        wanted.resource = text(resources?["gpuResource"])
        wanted.affinity = Subject.NodeTerm.required(by: values["affinity"])
        wanted.priorityClass = text(values["priorityClassName"]) ?? ""
        wanted.runtimeClass = text(values["runtimeClassName"]) ?? ""
        wanted.volumes = [text(values["modelCache"]?["claim"])].compactMap { $0 }
        wanted.groupSize = NodeSpan.nodes(in: values)
        wanted.isDistributed = wanted.groupSize > 1 || isDisaggregated
        describeClaim(&wanted)
        if wanted.volumes.isEmpty { wanted.download = weights(of: wanted.model) }
    }

    private func describeClaim(_ wanted: inout Subject.Deployment) {
        let claim = values["resourceClaim"]
        wanted.claimTemplate = text(claim?["template"])
        guard let deviceClass = text(claim?["deviceClass"]) else { return }
        wanted.claim = Subject.Deployment.DeviceClaim(
            deviceClass: deviceClass, count: values["resources"]?["gpu"]?.integer ?? 0,
            selectors: (claim?["selectors"]?.array ?? []).compactMap(\.string))
    }

    private var isDisaggregated: Bool { values["mode"]?.string == "disaggregated" }

    /// Two bytes for each parameter, which is what most models are published in; 0 where their number is not known.
    private func weights(of model: Value) -> Int64 {
        guard let text = model["parameters"]?.string, let unit = text.last, let number = Double(text.dropLast()) else {
            return 0
        }
        let scale: Double
        switch unit {
        case "T": scale = 1e12
        case "B": scale = 1e9
        case "M": scale = 1e6
        default: return 0
        }
        return max(0, Int64(exactly: (number * scale * 2).rounded()) ?? 0)
    }

    /// Nil where nothing is given.
    private func text(_ value: Value?) -> String? {
        guard let text = value?.string, !text.isEmpty else { return nil }
        return text
    }

    /// Nothing where nothing is given.
    private func amount(
        _ value: Value?, _ knob: String, thousandths: Bool = false
    ) throws(ProviderError) -> Int64 {
        guard let value, !value.isNull, value.string != "" else { return 0 }
        do {
            let quantity = try Quantity(value)
            return max(0, thousandths ? quantity.milli : quantity.integer)
        } catch {
            throw ProviderError(
                .unsupported, "\(owner): \(knob) is not an amount of a resource: \(error)", underlying: error)
        }
    }
}
