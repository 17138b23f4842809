import Deployments
public import Events
import Exposure
import Kubernetes
import Operators
public import Preflight
import Providers
public import Releases

/// What a run would find and do, in the order of its plan; nothing was changed to know it.
public struct BootstrapForecast: Sendable {
    public var plan: BootstrapPlan
    /// Of the whole file.
    public var preflight: PreflightReport
    /// One for each operator of the plan; what is used as it is stays unchanged, and the plan says why.
    public var operators: [PlannedChange]
    /// One for each model of the plan.
    public var models: [PlannedChange]
    /// For the routes of models that are exposed by one of groundcrew's, by their places.
    public var routes: [Int: PlannedChange] = [:]
    /// For models whose routes are taken away, in words, by their places.
    public var lostRoutes: [Int: String] = [:]

    /// Besides what the checks and the operators' decisions say.
    public var problems: [Problem] = []
    /// For operators that are kept, what of theirs would be mended: by name, in words.
    public var mendings: [String: String] = [:]
    /// Images that the file's mirrors are about and that are not taken from them, each with whose it is and its place.
    public var unmirrored: [String] = []
    /// Mirrors of an earlier run that the file does not name any more.
    public var lostMirrors: [LostMirror] = []

    /// Failed where a run would stop or not come to its end, undecided where anything is unknown.
    public var outcome: PreflightReport.Outcome {
        guard preflight.outcome != .failed else { return .failed }
        // A run would end before its first change.
        if plan.operators.contains(where: { $0.decision?.action == .refuse }) { return .failed }
        if problems.contains(where: { !$0.isUnknown }) { return .failed }
        guard preflight.outcome == .passed, problems.isEmpty else { return .undecided }
        return (operators + models + routes.values).contains(where: \.isUnknown) ? .undecided : .passed
    }
}

extension BootstrapRun {
    /// Looks at the cluster as `run` would before its first change: at tokens, rights, charts, and at fields of others in what
    /// is there already, too.
    ///
    /// What cannot be read is unknown in the result.
    /// - Throws: what `run` throws before it asks for the first fact.
    public func forecast(_ plan: BootstrapPlan, events: any EventSink) async throws -> BootstrapForecast {
        try await checkCluster(plan.file.cluster)
        let releases = releases(of: plan)
        var forecast = BootstrapForecast(
            plan: plan, preflight: try await check(plan, releases, events: events), operators: [], models: [])
        do {
            forecast.plan.operators = try await releases.decided()
        } catch let error as CancellationError {
            throw error
        } catch {
            // What cannot be looked at is unknown below.
        }
        forecast.lostMirrors = try await lostMirrors(of: plan, forecast.plan.operators)
        for item in releases.withCharts(forecast.plan.operators) {
            try await add(item, to: &forecast, events: events)
        }
        for model in plan.models { try await add(model, to: &forecast) }
        for (index, model) in plan.models.enumerated() {
            guard case .nothing? = model.request.exposure else { continue }
            var words: String?
            forecast.problems += try await BootstrapForecast.problems("the route of \(model.id)") {
                words = try await engine.heldRoute(of: model.request)
                return []
            }
            forecast.lostRoutes[index] = words
        }
        for (index, exposure) in plan.exposures {
            forecast.routes[index] = try await engine.plannedRoute(exposure, of: plan.models[index])
        }
        if !forecast.preflight.hasJudged(Self.permissions) {
            forecast.problems += try await BootstrapForecast.problems("the models") {
                try await BootstrapRights(client: client).check(plan.models)
                return []
            }
        }
        guard plan.file.smokeTest else { return forecast }
        let unaskable = try await BootstrapForecast.problems("the models") {
            try await BootstrapRights(client: client).unaskable(plan.models).map { [$0] } ?? []
        }
        // Who cannot be asked for one right cannot be asked for another.
        let known = Set(forecast.problems.map(\.message))
        forecast.problems += unaskable.filter { !known.contains($0.message) }
        return forecast
    }

    private func add(
        _ item: OperatorPlan, to forecast: inout BootstrapForecast, events: any EventSink
    ) async throws {
        if let decision = item.decision, !decision.action.makesRelease {
            forecast.operators.append(.unchanged)
            return
        }
        let subject = "operator \(item.name)"
        var release = item.release
        release.name = item.decision?.release.name ?? release.name
        release.namespace = item.decision?.release.namespace ?? release.namespace
        let refusals = try await BootstrapForecast.problems(subject) {
            let prepared = try await OperatorPreparation(driver: driver, charts: charts)
                .prepared([item], events: events)
            release = prepared.first?.release ?? release
            return []
        }
        let planned = release
        let change = try await driver.plannedChange(
            planned.name, namespace: planned.namespace, values: planned.values
        ) { try await forecast.noting(subject) { try await driver.preview(planned) } }
        forecast.operators.append(change)
        // What is not known of the change itself is told with it.
        forecast.problems += refusals.filter { !($0.isUnknown && change.isUnknown) }
        guard refusals.isEmpty, change.isOfWhatIsThere else { return }
        var mending: String?
        forecast.problems += try await BootstrapForecast.problems(subject) {
            let changes = try await driver.plan(planned)
            mending = changes.mending
            return BootstrapForecast.problems(subject, changes)
        }
        if change == .unchanged { forecast.mendings[item.name] = mending }
    }

    private func add(_ model: DeploymentPlan, to forecast: inout BootstrapForecast) async throws {
        let subject = "model \(model.id)"
        let change = try await driver.plannedChange(
            model.request.name, namespace: model.request.namespace, values: model.values
        ) { try await forecast.noting(subject) { try await engine.preview(model) } }
        forecast.models.append(change)
        let refusals = try await BootstrapForecast.problems(subject) {
            try await engine.checkToken(model)
            return []
        }
        forecast.problems += refusals.filter { !($0.isUnknown && change.isUnknown) }
        guard change.isOfWhatIsThere else { return }
        forecast.problems += try await BootstrapForecast.problems(subject) {
            BootstrapForecast.problems(subject, try await engine.changes(of: model))
        }
    }
}

extension BootstrapForecast {
    /// The preview, with what is not taken from mirrors noted.
    fileprivate mutating func noting(
        _ subject: String, _ preview: () async throws -> ReleasePreview
    ) async throws -> ReleasePreview {
        let preview = try await preview()
        unmirrored += preview.unmirrored.map { "\(subject): \($0)" }
        return preview
    }

    /// What `look` finds; what it throws is one, too.
    ///
    /// - Throws: `CancellationError` only.
    static func problems(_ subject: String, _ look: () async throws -> [Problem]) async throws -> [Problem] {
        do {
            return try await look()
        } catch let error as CancellationError {
            throw error
        } catch {
            let cause = (error as? ReleaseError)?.underlying ?? error
            // What is not served yet comes with an operator of the same run.
            if (cause as? KubernetesError)?.code == .resourceTypeNotFound { return [] }
            return [Problem(subject, error)]
        }
    }
}

extension PlannedChange {
    /// Whether there is a release already whose objects can be compared.
    fileprivate var isOfWhatIsThere: Bool {
        switch self {
        case .unchanged, .upgrade: true
        case .install, .unknown: false
        }
    }
}
