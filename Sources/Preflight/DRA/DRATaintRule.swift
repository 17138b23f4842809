/// A rule of the cluster's administrators that taints devices, as if their driver had published the taint.
struct DRATaintRule: Sendable {
    /// As `key=value:effect`, with the rule's name.
    var taint: String
    private let selector: APIDeviceTaintRule.Selector
    /// Of the class and of the rule itself, which servers before 1.35 look at.
    private let conditions: [DRASelectors]

    /// Nil for a rule that keeps no claim away: it only informs, selects nothing, or by a class that does not exist.
    ///
    /// - Parameter classes: all of the cluster's, by name.
    init?(_ api: APIDeviceTaintRule, classes: [String: APIDeviceClass]) {
        // An empty selector matches every device, none matches nothing.
        guard api.spec.taint.keepsClaimsAway, let selector = api.spec.deviceSelector else { return nil }
        self.selector = selector
        taint = "\(api.spec.taint.text) (rule \(api.metadata.name))"
        let words = "the device taint rule \(api.metadata.name) taints"
        var conditions = [DRASelectors(selector.selectors ?? [], of: words)]
        if let name = selector.deviceClassName {
            guard let named = classes[name] else { return nil }
            conditions.append(DRASelectors(named.spec?.selectors ?? [], of: words))
        }
        self.conditions = conditions
    }

    static func list(_ rules: [APIDeviceTaintRule], classes: [APIDeviceClass]) -> [DRATaintRule] {
        let classes = Dictionary(classes.map { ($0.metadata.name, $0) }, uniquingKeysWith: { first, _ in first })
        return rules.compactMap { DRATaintRule($0, classes: classes) }
    }

    /// All of the selector's criteria must hold; a failure where that cannot be told here.
    func applies(to device: APIDevice, of slice: APISlice.Spec) -> Result<Bool, UnknownReason> {
        func isMet(_ wanted: String?, _ actual: String) -> Bool { wanted == nil || wanted == actual }
        guard isMet(selector.driver, slice.driver), isMet(selector.pool, slice.pool.name),
            isMet(selector.device, device.name)
        else { return .success(false) }
        for condition in conditions {
            switch condition.hold(for: device, of: slice.driver) {
            case .success(true): continue
            case let other: return other
            }
        }
        return .success(true)
    }
}
