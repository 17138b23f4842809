import Expressions
import Models
import Readiness
public import Value
import Versions
import YAML

/// Looks for what is wrong with a provider, before anybody deploys with it. Of disks, it reads
/// charts of operators that lie there, and nothing else.
public struct ProviderLint: Sendable {
    /// What a CRD has against an object, a line each; nil where no CRD is known for it.
    public typealias ObjectCheck = @Sendable (Value) -> [String]?

    private let registry: ProviderRegistry
    private let check: ObjectCheck?

    /// - Parameters:
    ///   - registry: whose shared operators the provider may need.
    ///   - check: for the objects that the chart gives; nil leaves them unchecked.
    public init(registry: ProviderRegistry, check: ObjectCheck? = nil) {
        self.registry = registry
        self.check = check
    }

    public func report(of provider: Provider) -> ProviderLintReport {
        report(of: provider, playsSandbox: true, readsCharts: true)
    }

    /// - Parameters:
    ///   - playsSandbox: false leaves the section `sandbox` alone.
    ///   - readsCharts: false leaves charts of operators alone, in place of which a user may name others.
    func report(of provider: Provider, playsSandbox: Bool, readsCharts: Bool) -> ProviderLintReport {
        var run = ProviderLintRun(provider: provider, registry: registry, check: check)
        run.lintDefinition()
        run.lintVersions()
        if readsCharts { run.lintLocalCharts() }
        run.lintSelection()
        run.lintExposureOrder()
        run.lintRuntimes()
        run.lintReadinessOrder()
        run.lintSchema()
        run.lintDefaults()
        run.lintCombinations()
        run.lintOwnPods()
        run.lintMadeRelated()
        if playsSandbox { run.lintSandbox() }
        run.lintChart()
        run.lintTests()
        return run.report
    }

    /// The first mistake by which a deployment would stop half-way, after something had been changed; nil where none can
    /// be told from the folder.
    func stopper(of provider: Provider) -> ProviderLintFinding? {
        var run = ProviderLintRun(provider: provider, registry: registry, check: nil)
        run.lintGroups()
        run.lintDefaults(knowing: run.versions)
        run.lintLastingFaults()
        return run.report.findings.first { $0.severity == .error }
    }
}

/// One provider on its way through the rules.
struct ProviderLintRun {
    let provider: Provider
    let registry: ProviderRegistry
    let check: ProviderLint.ObjectCheck?
    private(set) var report: ProviderLintReport
    /// The deployment as the chart makes it, of the first combination that can be rendered.
    var sample: Sample?
    /// All pod templates that the chart makes, of whatever combination.
    var podTemplates: [Value] = []
    /// All objects that the chart makes, of whatever combination.
    var made: Set<MadeObject> = []
    /// What was found before, whatever was asked for then.
    private var seen: Set<ProviderLintFinding> = []

    /// The deployment that rules, templates and the chart are tried with.
    static let modelID = "example/model"
    static let deploymentName = "example"
    static let namespace = "models"

    init(provider: Provider, registry: ProviderRegistry, check: ProviderLint.ObjectCheck?) {
        self.provider = provider
        self.registry = registry
        self.check = check
        report = ProviderLintReport(name: provider.name, folder: provider.folder)
    }

    var definition: ProviderDefinition { provider.definition }
    var definitionFile: String { "\(provider.folder)/\(Provider.definitionFile)" }

    /// - Parameters:
    ///   - place: nil for that of `path` in the definition.
    ///   - combination: what was asked for; named where it is not what comes by itself.
    mutating func add(
        _ severity: ProviderLintFinding.Severity, at place: String? = nil, path: String? = nil, _ message: String,
        with combination: ProviderCombination? = nil
    ) {
        let place = place ?? path.flatMap(self.place(of:)) ?? definitionFile
        var finding = ProviderLintFinding(severity, place, path: path, message)
        guard seen.insert(finding).inserted else { return }
        if let combination, !combination.isDefault { finding.message += ", with \(combination.words)" }
        report.findings.append(finding)
    }

    /// Where something of the definition stands, such as `resource.versions[0]`.
    private func place(of path: String) -> String? {
        // Paths are written by the rules; one that is none has no place.
        do { return definition.fields?.location(of: try ValuePath(path)) } catch { return nil }
    }

    mutating func note(_ combinations: [ProviderCombination]) { report.combinations = combinations }

    /// Whether it has been said, be it of another place.
    func hasFound(_ message: String) -> Bool { report.findings.contains { $0.message == message } }

    /// Versions of the operators as a deployment sees them once they are installed, by name.
    var versions: [String: String] {
        var versions: [String: String] = [:]
        for item in operators { versions[item.name] = SemanticVersion.whole(item.version)?.description }
        return versions
    }

    /// What is installed for the provider; its own where needs are wrong, which is told once.
    var operators: [OperatorDefinition] {
        do { return try registry.operators(of: provider) } catch { return definition.operators }
    }
}

// MARK: - The definition

extension ProviderLintRun {
    mutating func lintDefinition() {
        let can = definition.capabilities
        for (name, names) in [("engines", can.engines), ("tasks", can.tasks)] where names.isEmpty {
            add(.error, path: "capabilities.\(name)", "names none, so the provider can serve nothing")
        }
        // A test prevents a broken catalog.
        let known = Set((try? ModelCatalog.builtIn())?.models.map(\.task) ?? [])
        if !can.tasks.isEmpty, known.isDisjoint(with: can.tasks) {
            add(
                .warning, path: "capabilities.tasks",
                "names none of a model in the catalog, which are \(known.sorted().joined(separator: ", "))")
        }
        do {
            _ = try registry.operators(of: provider)
            try registry.checkPrerequisites(of: provider)
        } catch {
            let finding = ProviderLintFinding(error, in: provider.folder)
            add(.error, at: finding.place, path: finding.path ?? "operators", finding.message)
        }
        lintGroups()
        guard let resource = definition.resource else {
            add(.error, path: "resource", "is missing: nothing could find, watch or list the provider's deployments")
            return
        }
        guard resource.isCustom, !operators.contains(where: { $0.crds.contains { $0.name == resource.name } }) else {
            return
        }
        // One that is nearly the same is waited for in vain. The group is the same, and would make any two look alike.
        let group = ".\(resource.group)"
        let near = CloseNames.question(
            String(resource.name.dropLast(group.utf8.count)),
            among: operators.flatMap(\.crds).map(\.name).filter { $0.hasSuffix(group) }
                .map { String($0.dropLast(group.utf8.count)) })
        add(
            near.isEmpty ? .warning : .error, path: "resource.crd",
            "is \(resource.name), which no operator says that it brings\(near): name it below the operator's crds, so that "
                + "deployments wait for it")
    }

    /// Versions of another group would never be found.
    mutating func lintGroups() {
        guard let resource = definition.resource else { return }
        let start = resource.group.isEmpty ? "" : "\(resource.group)/"
        for (index, version) in resource.versions.enumerated()
        where !version.hasPrefix(start) || !KubernetesName.isLabel(version.dropFirst(start.count)) {
            add(
                .error, path: "resource.versions[\(index)]",
                "is \(version), which is no version of \(resource.name): write \(start)v1, for instance")
        }
    }

    /// Rules below one that always holds, and those that never do.
    mutating func lintOrder(_ conditions: [Expression], _ path: String) {
        let last = conditions.firstIndex(where: Self.alwaysHolds) ?? conditions.endIndex
        for index in conditions.indices {
            if index > last {
                add(
                    .error, at: conditions[index].location, path: "\(path)[\(index)]",
                    "is never reached: \(path)[\(last)] always holds")
            } else if Self.constant(conditions[index]) == false {
                add(
                    .warning, at: conditions[index].location, path: "\(path)[\(index)]",
                    "never holds, whatever there is")
            }
        }
    }

    private static func alwaysHolds(_ condition: Expression) -> Bool { constant(condition) == true }

    /// What a condition is that looks at nothing; nil for all others, and for one that cannot be evaluated.
    private static func constant(_ condition: Expression) -> Bool? {
        guard condition.freeVariables.isEmpty else { return nil }
        do { return try condition.isTrue([:]) } catch { return nil }
    }

    mutating func lintReadinessOrder() { lintOrder(definition.readiness.rules.map(\.condition), "readiness.rules") }

    /// Ways below one that needs no other; any of the others may be asked for.
    mutating func lintExposureOrder() {
        let needsNoOther = definition.exposures.contains { rule in
            if case .own = rule.target { Self.alwaysHolds(rule.when) } else { false }
        }
        if needsNoOther { lintOrder(definition.exposures.map(\.when), "expose") }
    }
}

// MARK: - Selection

extension ProviderLintRun {
    mutating func lintSelection() {
        let rules = definition.selection
        guard !rules.isEmpty else {
            add(.error, path: "selection", "has no rules, so the provider is never chosen, not even by its name")
            return
        }
        lintOrder(rules.map(\.when), "selection")
        var isChosen = false
        for request in sampleRequests {
            let variables: [String: Value] = [
                "request": request.value, "model": request.model.value, "capabilities": definition.capabilities.value,
            ]
            if lintRules(rules, variables) { isChosen = true }
        }
        guard !isChosen else { return }
        add(
            .error, path: "selection",
            "has no rule by which the provider is chosen for any engine, mode and router: end with a rule "
                + "`when: \"true\"` that gives a score")
    }

    /// - Returns: whether the provider is chosen by the rules, or it cannot be told.
    private mutating func lintRules(
        _ rules: [ProviderDefinition.SelectionRule], _ variables: [String: Value]
    ) -> Bool {
        for (index, rule) in rules.enumerated() {
            do {
                guard try rule.when.isTrue(variables) else { continue }
                switch rule.verdict {
                case .fits(_, let reason):
                    _ = try reason.render(variables)
                    return true
                case .rejected(let reason):
                    _ = try reason.render(variables)
                    return false
                }
            } catch {
                add(
                    .error, at: error.location, path: "selection[\(index)]",
                    "cannot be judged: \(ProviderLintFinding.words(error))")
                return true
            }
        }
        return false
    }

    /// Every combination, and what comes when only the engine is known; of a model that is known, and of one that is not.
    private var sampleRequests: [DeploymentRequest] {
        var models = [Model(unlisted: Self.modelID)]
        // A test prevents a broken catalog.
        if let known = (try? ModelCatalog.builtIn())?.models.first { models.append(known) }
        let engines = definition.capabilities.engines.map { ["engine": .string($0)] as Object }
        let values = engines + provider.combinations.map(\.values)
        return models.flatMap { model in
            values.map {
                DeploymentRequest(model: model, name: Self.deploymentName, namespace: Self.namespace, values: $0)
            }
        }
    }
}
