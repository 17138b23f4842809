import Charts
import Deployments
import Exposure
import Providers
import Value

extension BootstrapFile {
    /// - Throws: `BootstrapError` with the place of a check to leave out that there is not.
    func checkSkips(among known: [String]) throws(BootstrapError) {
        for (index, id) in preflight.skip.enumerated() where !known.contains(id) {
            let path = ValuePath().appending(key: "preflight").appending(key: "skip").appending(index: index)
            // What the command line leaves out is told by whoever judges.
            guard let source, source.contains(path) else { continue }
            throw source.error(
                [(path, "is '\(id)', which is no check\(CloseNames.question(id, among: known))")],
                hint: "groundcrew checks list shows them")
        }
    }

    /// What is wrong with a model's fields, told with its place in the file; any other error as it is.
    func located(_ error: any Error, model index: Int, _ registry: ProviderRegistry) -> any Error {
        guard let source else { return error }
        let model = models[index]
        let base = ValuePath().appending(key: "models").appending(index: index)
        switch error {
        case let error as DeploymentError where error.underlying is ExposureError:
            return located(error, base, source)
        case let error as DeploymentError where error.underlying is RuntimeRefusal:
            let key = ValuePath().appending(key: RuntimeRules.valueName)
            return source.error(
                [(Self.place(key, base, source), "cannot be used: \(error.message)")], hint: error.hint)
        case let error as ProviderError where error.code != .invalidDefinition:
            if let (key, message) = Self.unknownChoice(model, registry) {
                return source.error([(Self.place(ValuePath().appending(key: key), base, source), message)])
            }
            return source.error(
                [(base, "cannot be served: \(error.message)")],
                hint: error.hint ?? "groundcrew providers list shows what each provider can do")
        case let error as DeploymentError where error.code == .unknownProvider:
            return source.error([(base, "cannot be served: \(error.message)")], hint: error.hint)
        case let error as DeploymentError where error.code == .invalidRequest:
            return source.error(
                [
                    (
                        Self.place(ValuePath().appending(key: "contextLength"), base, source),
                        "is too large: \(error.message)"
                    )
                ],
                hint: error.hint)
        case let error as RenderError where error.code == .badValues:
            let findings = Self.violations(model, registry)
            guard !findings.isEmpty else { return error }
            return source.error(
                findings.map { (Self.place($0.path, base, source), $0.message) },
                hint: "groundcrew providers show \(Self.provider(model, registry)?.name ?? "NAME") lists the values")
        case let error as RenderError where error.code == .templateFailed:
            guard let words = Self.refusal(error) else { return error }
            return source.error([(Self.place(refusedBy: words, model, base, source), "cannot be served: \(words)")])
        default: return error
        }
    }

    // MARK: Exposure

    /// What is wrong with how the model is to be exposed.
    private func located(_ error: DeploymentError, _ base: ValuePath, _ source: BootstrapSource) -> any Error {
        guard let cause = error.underlying as? ExposureError else { return error }
        let expose = base.appending(key: "expose")
        let place = cause.field.map { expose.appending(key: $0.rawValue) }.flatMap { source.contains($0) ? $0 : nil }
        var located = source.error([(place ?? expose, place == nil ? cause.sentence : cause.message)], hint: cause.hint)
        // Nothing is wrong with a file whose cluster may not be looked at.
        if cause.reason == .unseen { located.code = .forbidden }
        return located
    }

    // MARK: Choices

    /// The first field that names something which no provider has, and what may stand there.
    private static func unknownChoice(
        _ model: DeploymentRequest, _ registry: ProviderRegistry
    ) -> (key: String, message: String)? {
        let names = registry.providers.map(\.name)
        if let name = model.provider, !names.contains(name) { return ("provider", refusal(name, names)) }
        let providers = registry.providers.filter { model.provider == nil || model.provider == $0.name }
        let choices: [(String, String?, (Provider) -> [String])] = [
            ("engine", model[.engine]?.string, { $0.definition.capabilities.engines }),
            ("mode", model[.mode]?.string, { $0.definition.capabilities.modes }),
            ("routerMode", model[.routerMode]?.string, { $0.definition.capabilities.routers }),
        ]
        if let runtime = model.runtime, !providers.isEmpty, providers.allSatisfy({ $0.definition.runtimes == nil }) {
            let who = model.provider.map { "provider \($0) takes no" } ?? "no provider takes a"
            return ("runtime", "is '\(runtime)', and \(who) runtime by name")
        }
        for (key, given, can) in choices {
            guard let given else { continue }
            var known: [String] = []
            for name in providers.flatMap(can) where !known.contains(name) { known.append(name) }
            if !known.contains(given) { return (key, refusal(given, known)) }
        }
        return nil
    }

    private static func refusal(_ given: String, _ known: [String]) -> String {
        "is '\(given)'\(CloseNames.question(given, among: known)); it must be one of \(known.joined(separator: ", "))"
    }

    // MARK: Values

    private static func provider(_ model: DeploymentRequest, _ registry: ProviderRegistry) -> Provider? {
        // What keeps it from being chosen is told by whoever chose.
        do { return try ProviderSelection.select(for: model, from: registry).provider } catch { return nil }
    }

    private static func violations(
        _ model: DeploymentRequest, _ registry: ProviderRegistry
    ) -> [(path: ValuePath, message: String)] {
        guard let provider = provider(model, registry) else { return [] }
        // What cannot be said more precisely is told as it came.
        let values = model.settled(for: provider.name).chartValues
        do {
            return try provider.chart.violations(of: values).map { (path(of: $0, in: values), $0.message) }
        } catch {
            return []
        }
    }

    /// Of a name that the schema refuses, its own place: a validator tells the name alone.
    private static func path(of violation: ValuesViolation, in values: Object) -> ValuePath {
        let words = violation.message.split(separator: "'", omittingEmptySubsequences: false)
        guard violation.path.steps.isEmpty, words.count > 2, words[0] == "is wrong: " else { return violation.path }
        return path(toName: String(words[1]), in: .object(values), at: ValuePath()) ?? violation.path
    }

    private static func path(toName name: String, in value: Value, at path: ValuePath) -> ValuePath? {
        for (key, member) in value.object ?? [:] {
            let place = path.appending(key: key)
            if key == name { return place }
            if let found = self.path(toName: name, in: member, at: place) { return found }
        }
        return nil
    }

    // MARK: Templates

    /// What the chart itself says, where it refuses its values; nil for what broke otherwise.
    private static func refusal(_ error: RenderError) -> String? {
        let start = "execution error at ("
        guard error.reason.hasPrefix(start), let end = error.reason.firstRange(of: "): ") else { return nil }
        return String(error.reason[end.upperBound...])
    }

    /// Charts begin with the name, or with the path of the value that they refuse.
    private static func place(
        refusedBy words: String, _ model: DeploymentRequest, _ base: ValuePath, _ source: BootstrapSource
    ) -> ValuePath {
        if words.hasPrefix("the name \(model.name) ") {
            let name = base.appending(key: "name")
            return source.contains(name) ? name : base.appending(key: "id")
        }
        let keys = words.prefix { $0 != " " }.split(separator: ".").map { ValuePath.Step.key(String($0)) }
        let found = place(ValuePath(keys), base, source)
        return source.contains(found) ? found : base
    }

    /// Where the file says what stands at `path` among the chart's values: below `values`, or in a field of its own.
    private static func place(
        _ path: ValuePath, _ base: ValuePath, _ source: BootstrapSource
    ) -> ValuePath {
        let free = ValuePath(base.appending(key: "values").steps + path.steps)
        if source.contains(free) { return free }
        guard case .key("modelId")? = path.steps.first else { return ValuePath(base.steps + path.steps) }
        return base.appending(key: "id")
    }
}
