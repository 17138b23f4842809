import Charts
public import Providers
import Value

/// Everything that a provider's chart is to be shown to a server with; pure.
public struct StrictPlan: Sendable {
    /// The deployment, as charts name it.
    static let release = ReleaseIdentity(name: "qwen3", namespace: "models")

    private let provider: Provider
    private let settings: [ProviderSetting]
    /// Every engine with every mode and router, in each version of the object; then, for each mode, everything set.
    public private(set) var combinations: [StrictCombination] = []

    /// What combinations give, or the cluster does: nothing to try.
    static let given: Set<String> = [
        "name", "namespace", "modelId", "engine", "mode", "routerMode", "apiVersion", "operatorVersion", "global",
    ]

    /// - Throws: `ProviderError` with code `invalidChart` when the chart's schema is not JSON.
    public init(_ provider: Provider) throws(ProviderError) {
        self.provider = provider
        settings = try provider.settings().filter {
            !Self.given.contains($0.path.first ?? "") && !StrictSample.isFixed($0)
        }
        combinations = least + versions.flatMap { full(version: $0) }
    }

    /// Settings that no combination gives: a sample is missing, or the chart refuses it, be it alone. Those that can have
    /// one value alone are none.
    public var untried: [String] {
        let tried = combinations.reduce(into: Set<String>()) { tried, combination in
            switch combination.settings {
            case .least: break
            case .all(let except): tried.formUnion(settings.map(\.name).filter { !except.contains($0) })
            case .one(let name): tried.formUnion(settings.filter { $0.is(name) }.map(\.name))
            }
        }
        return settings.map(\.name).filter { !tried.contains($0) }
    }

    /// Nil where the chart has no say in it.
    private var versions: [String?] {
        guard provider.chart.values["apiVersion"] != nil, let resource = provider.definition.resource else {
            return [nil]
        }
        return resource.versions.map(Optional.some)
    }

    private var least: [StrictCombination] {
        let can = provider.definition.capabilities
        return versions.flatMap { version in
            Self.axis(can.engines).flatMap { engine in
                Self.axis(can.modes).flatMap { mode in
                    Self.axis(can.routers).map { combination(version, engine, mode, $0) }
                }
            }
        }
    }

    private static func axis(_ names: [String]) -> [String?] { names.isEmpty ? [nil] : names.map(Optional.some) }

    private func combination(
        _ version: String?, _ engine: String?, _ mode: String?, _ router: String?
    ) -> StrictCombination {
        var values: Object = ["modelId": "Qwen/Qwen3-0.6B"]
        values["engine"] = engine.map(Value.string)
        values["mode"] = mode.map(Value.string)
        values["routerMode"] = router.map(Value.string)
        values["apiVersion"] = version.map(Value.string)
        return StrictCombination(
            provider: provider.name, version: version, engine: engine, mode: mode, router: router, settings: .least,
            values: values)
    }

    // MARK: - Everything set

    /// One for each mode, with the first engine and router that can do it; and what does not go with the others, alone.
    private func full(version: String?) -> [StrictCombination] {
        let candidates = least.filter { $0.version == version }
        return Self.axis(provider.definition.capabilities.modes).flatMap { mode in
            candidates.first { $0.mode == mode && renders($0.values) }.map(full) ?? []
        }
    }

    private func full(_ base: StrictCombination) -> [StrictCombination] {
        let groups = self.groups(base.values)
        let known = Set(groups.flatMap(\.samples).map(\.name))
        var all = base
        all.values = base.values.merged(with: groups.filter { !$0.isExclusive }.map(\.values))
        var left = groups.filter(\.isExclusive)
        if !renders(all.values) {
            all.values = base.values
            for group in groups where !group.isExclusive {
                if let rest = add(group, to: &all.values) { left.append(rest) }
            }
        }
        let except = left.flatMap(\.samples).map(\.name) + settings.map(\.name).filter { !known.contains($0) }
        all.settings = .all(except: except)
        return [all] + left.flatMap { alone($0, base) }
    }

    /// - Returns: what of the group the chart does not take besides; nil where it takes all.
    private func add(_ group: Group, to values: inout Object) -> Group? {
        let more = values.merged(with: group.values)
        guard !renders(more) else {
            values = more
            return nil
        }
        var rest = group
        rest.samples = group.samples.filter { sample in
            let more = values.merged(with: sample.values)
            guard renders(more) else { return true }
            values = more
            return false
        }
        return rest.samples.isEmpty ? nil : rest
    }

    /// What did not go with the others: together, or each for itself.
    private func alone(_ group: Group, _ base: StrictCombination) -> [StrictCombination] {
        func combination(_ name: String, _ values: Object) -> StrictCombination? {
            var one = base
            one.values = base.values.merged(with: values)
            one.settings = .one(name)
            return renders(one.values) ? one : nil
        }
        if let whole = combination(group.name, group.values) { return [whole] }
        return group.samples.compactMap { combination($0.name, $0.values) }
    }

    private struct Sample {
        /// Such as `image.tag`.
        var name: String
        var values: Object
    }

    /// Settings below one key, which mostly make sense together.
    private struct Group {
        var name: String
        var samples: [Sample]
        /// Makes others senseless, so that it is tried alone.
        var isExclusive = false

        var values: Object { Object().merged(with: samples.map(\.values)) }
    }

    private func groups(_ base: Object) -> [Group] {
        var groups: [Group] = []
        for setting in settings {
            guard let sample = sample(of: setting, base) else { continue }
            if StrictSample.exclusive.contains(setting.name) {
                groups.append(Group(name: setting.name, samples: [sample], isExclusive: true))
            } else if let place = groups.firstIndex(where: { $0.name == setting.path.first && !$0.isExclusive }) {
                groups[place].samples.append(sample)
            } else {
                groups.append(Group(name: setting.path.first ?? "", samples: [sample]))
            }
        }
        return groups
    }

    /// The first that the chart's schema allows.
    private func sample(of setting: ProviderSetting, _ base: Object) -> Sample? {
        for value in StrictSample.values(of: setting) {
            let whole = setting.path.reversed().reduce(value) { .object([$1: $0]) }
            guard let values = whole.object, isAllowed(base.merged(with: values)) else { continue }
            return Sample(name: setting.name, values: values)
        }
        return nil
    }

    private func isAllowed(_ values: Object) -> Bool {
        // What is wrong with a schema, lint tells.
        do { return try provider.chart.violations(of: values).isEmpty } catch { return false }
    }

    /// Whether the chart takes them.
    private func renders(_ values: Object) -> Bool {
        guard isAllowed(values) else { return false }
        do {
            _ = try Renderer().render(provider.chart, values: values, release: Self.release)
            return true
        } catch {
            return false  // Refused on purpose, mostly; what is broken shows where it is rendered for the server.
        }
    }
}

extension ProviderSetting {
    /// Whether a name is this one's, or that of the key above it.
    fileprivate func `is`(_ name: String) -> Bool { self.name == name || path.first == name }
}

extension Object {
    fileprivate func merged(with others: [Object]) -> Object { others.reduce(self) { $0.merged(with: $1) } }
}
