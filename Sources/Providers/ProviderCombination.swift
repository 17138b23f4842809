import Charts
public import Value

/// An engine, a mode and a router, of which a provider says that it can do each.
public struct ProviderCombination: Sendable, Hashable {
    /// Nil where the provider names none.
    public var engine: String?
    public var mode: String?
    public var router: String?
    /// What a deployment is when nobody asks for anything else.
    public var isDefault: Bool
    /// Why the provider cannot do all of it together, in the chart's words; nil where it can.
    public var refusal: String?

    /// Of the provider's chart.
    var values: Object {
        var values: Object = [:]
        values["engine"] = engine.map(Value.string)
        values["mode"] = mode.map(Value.string)
        values["routerMode"] = router.map(Value.string)
        return values
    }

    /// Such as `engine vllm, mode aggregated, router none`.
    var words: String {
        [engine.map { "engine \($0)" }, mode.map { "mode \($0)" }, router.map { "router \($0)" }]
            .compactMap(\.self).joined(separator: ", ")
    }

    /// What JSON and YAML output shows.
    public var value: Value {
        var value = values
        value["default"] = .bool(isDefault)
        value["supported"] = .bool(refusal == nil)
        value["refusal"] = refusal.map(Value.string)
        return .object(value)
    }
}

extension Provider {
    /// Every engine with every mode and every router, in the order of the capabilities.
    var combinations: [ProviderCombination] {
        let can = definition.capabilities
        func axis(_ names: [String]) -> [String?] { names.isEmpty ? [nil] : names.map(Optional.some) }
        /// The chart's own where it has one: only engines are chosen for it.
        func usual(_ key: String, _ names: [String]) -> String? {
            names.first { $0 == chart.values[key]?.string } ?? names.first
        }
        let (mode, router) = (usual("mode", can.modes), usual("routerMode", can.routers))
        return axis(can.engines).flatMap { engine in
            axis(can.modes).flatMap { other in
                axis(can.routers).map { further in
                    ProviderCombination(
                        engine: engine, mode: other, router: further,
                        isDefault: engine == can.engines.first && other == mode && further == router)
                }
            }
        }
    }
}
