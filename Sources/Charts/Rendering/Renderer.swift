public import Value

/// Renders charts as Helm 4 does, to the byte.
///
/// Pure: the same chart, values, release and capabilities give the same text, but for functions that draw random
/// numbers or read the clock.
public struct Renderer: Sendable {
    public var options: RenderOptions

    public init(options: RenderOptions = RenderOptions()) { self.options = options }

    /// Renders without a cluster: `lookup` gives empty objects, as under `helm template`.
    ///
    /// - Parameter values: the user's values; the chart's defaults are added here.
    public func render(
        _ chart: Chart, values: Object, release: ReleaseIdentity, capabilities: Capabilities = .assumed
    ) throws(RenderError) -> RenderedChart {
        let plan = try RenderPlan(chart, values, release, capabilities, options)
        return try plan.render(answers: LookupAnswers(isOffline: true))
    }

    /// Renders with a cluster to ask.
    ///
    /// Templates run synchronously, so a trial render gathers their queries, `lookup` answers them, and the chart
    /// renders again until nothing new is asked. No thread waits for the network.
    public func render(
        _ chart: Chart, values: Object, release: ReleaseIdentity, capabilities: Capabilities,
        lookup: any ObjectLookup
    ) async throws -> RenderedChart {
        let plan = try RenderPlan(chart, values, release, capabilities, options)
        var known: [LookupQuery: Object] = [:]
        for _ in 0..<options.limits.lookupRounds {
            try Task.checkCancellation()
            let answers = LookupAnswers(isOffline: false, known: known)
            let outcome = Result { () throws(RenderError) in try plan.render(answers: answers) }
            if answers.unanswered.isEmpty { return try outcome.get() }
            guard known.count + answers.unanswered.count <= options.limits.lookups else {
                throw RenderError(
                    code: .lookupFailed, reason: "the chart looks up more than \(options.limits.lookups) objects")
            }
            for query in answers.unanswered {
                do {
                    known[query] = try await lookup.object(for: query)
                } catch let error as CancellationError {
                    throw error
                } catch {
                    let object = [query.kind, query.namespace, query.name].filter { !$0.isEmpty }
                    let template = answers.askers[query] ?? chart.name
                    throw RenderError(
                        code: .lookupFailed,
                        reason: "\(template): cannot look up \(query.apiVersion) \(object.joined(separator: "/")): "
                            + "\(error)",
                        path: template, underlying: error)
                }
            }
        }
        throw RenderError(
            code: .lookupFailed,
            reason: "the chart still looks up new objects after \(options.limits.lookupRounds) rounds")
    }
}

/// What `lookup` knows during one render, and what it was asked besides. Used by the rendering thread alone.
final class LookupAnswers {
    let isOffline: Bool
    /// The one that is being executed.
    var template = ""
    private let known: [LookupQuery: Object]
    private(set) var unanswered: [LookupQuery] = []
    /// The templates that asked, each the first for its query.
    private(set) var askers: [LookupQuery: String] = [:]

    init(isOffline: Bool, known: [LookupQuery: Object] = [:]) {
        self.isOffline = isOffline
        self.known = known
    }

    func object(for query: LookupQuery) -> Object {
        if isOffline { return Object() }
        if let object = known[query] { return object }
        if !unanswered.contains(query) {
            unanswered.append(query)
            askers[query] = template
        }
        return Object()
    }
}
