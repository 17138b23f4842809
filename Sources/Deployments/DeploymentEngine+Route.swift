public import Events
import Exposure
import Formats
import Kubernetes
public import Providers
import Readiness
public import Releases
import Value
import Waiting

extension DeploymentEngine {
    /// Deploys, and makes the way to the deployment what its request asks for: a route is made, kept in step with the
    /// deployment, or taken away.
    ///
    /// A route that is asked for counts once its Gateway is programmed, has taken it, and the model has answered through
    /// it, be it one that the provider's operator makes; what cannot be reached from here is unknown in the result.
    /// - Parameters: as those of `deploy`.
    /// - Throws: what `deploy` throws, with code `invalidRequest` or `operatorMissing` where nothing was changed; and
    ///   `DeploymentError` with code `failed`, `timedOut` or `silent` for a route that does not come up.
    public func serve(
        _ plan: DeploymentPlan, waits: Bool = true, smokeTest: Bool = true, timeout: Duration, events: any EventSink
    ) async throws -> DeploymentResult {
        let stopwatch = Stopwatch(clock)
        let exposure = try await settledExposure(of: plan)
        if exposure?.values != nil { try await refuseTakenRoute(of: plan) }
        var result = try await deploy(plan, waits: waits, smokeTest: smokeTest, timeout: timeout, events: events)
        var work = RouteWork(plan: plan, waits: waits, timeout: timeout, events: events)
        work.endpoint = result.status.endpoint.map {
            ContractEndpoint(service: $0.service, port: Int($0.port), scheme: $0.scheme, path: $0.path)
        }
        work.notAsked =
            result.answer == nil ? result.notAsked ?? (waits ? "as asked for" : "it was not waited for") : nil
        work.left = max(timeout - stopwatch.time, ReadingTimes.lastRead)
        switch plan.request.exposure {
        case .gateway?: if let exposure { result.route = try await expose(exposure, work) }
        case .nothing?:
            result.route = try await withdrawRoute(
                of: plan.request.name, namespace: plan.request.namespace, timeout: timeout, events: events)
        case nil: result.route = try await keepRoute(work)
        }
        return result
    }

    /// Removes the route that groundcrew made for a deployment; nil where there is none, and where releases may not be
    /// seen.
    ///
    /// - Throws: `ReleaseError` where it stays.
    @discardableResult
    func withdrawRoute(
        of name: String, namespace: String, timeout: Duration, events: any EventSink
    ) async throws -> RouteResult? {
        guard let held = try await route(heldFor: name, namespace: namespace) else { return nil }
        _ = try await driver.uninstall(
            held.name, namespace: namespace, timeout: timeout, phase: .endpoint, events: events)
        return RouteResult(.withdrawn, "its route through Gateway \(held.plan.gateway) is gone", plan: held.plan)
    }

    /// Which Gateway the route of a deployment goes through by now, in words; nil as for `route(heldFor:namespace:)`.
    public func heldRoute(of request: DeploymentRequest) async throws -> String? {
        try await route(heldFor: request.name, namespace: request.namespace)
            .map { "its route through Gateway \($0.plan.gateway) is taken away" }
    }

    /// The route that groundcrew's release for a deployment holds; nil where there is none, and where releases may not be
    /// seen.
    func route(heldFor name: String, namespace: String) async throws -> ExposedRoute? {
        try await routeRecord(name, namespace).flatMap { ExposureChart.route($0.values, in: namespace) }
    }

    /// What becomes of its release; nil where the provider makes a route by itself.
    ///
    /// - Throws: `CancellationError` alone.
    public func plannedRoute(_ exposure: DeploymentExposure, of plan: DeploymentPlan) async throws -> PlannedChange? {
        guard let values = exposure.values else { return nil }
        return try await driver.plannedChange(
            ExposurePlan.routeName(plan.request.name), namespace: plan.request.namespace, values: values
        ) { try await driver.preview(try routeRequest(plan, values, timeout: .seconds(60))) }
    }

    private func routeRecord(_ name: String, _ namespace: String) async throws -> ReleaseRecord? {
        let found = try await unlessForbidden {
            try await driver.record(ExposurePlan.routeName(name), namespace: namespace)
        }
        guard case let record?? = found, record.status != "uninstalled", Self.isRoute(record) else { return nil }
        return record
    }

    private static func isRoute(_ record: ReleaseRecord) -> Bool {
        record.labels[ReleaseLabels.roleKey] == ReleaseLabels.Role.route.rawValue
    }

    /// - Throws: `DeploymentError` with code `invalidRequest` where somebody else's release has the route's name.
    private func refuseTakenRoute(of plan: DeploymentPlan) async throws {
        let name = ExposurePlan.routeName(plan.request.name)
        let found = try await unlessForbidden { try await driver.record(name, namespace: plan.request.namespace) }
        guard case let record?? = found, record.status != "uninstalled", !Self.isRoute(record) else { return }
        throw DeploymentError(
            .invalidRequest,
            "release \(record.namespace)/\(record.name) (chart \(record.chartTitle)) is there already, and is not the "
                + "route of \(plan.id), which would bear its name",
            hint: "choose another name for the deployment, or remove it first; nothing was changed")
    }

    func routeRequest(_ plan: DeploymentPlan, _ values: Object, timeout: Duration) throws -> ReleaseRequest {
        var options = ReleaseOptions()
        options.mirrors = releaseOptions.mirrors
        return ReleaseRequest(
            name: ExposurePlan.routeName(plan.request.name), namespace: plan.request.namespace,
            chart: .loaded(try BuiltInChart.named(ExposureChart.name), origin: "the route of \(plan.id)"),
            values: values, createsNamespace: true, waits: false, timeout: timeout,
            labels: .origin(provider: plan.provider.name, role: .route), options: options)
    }

    // MARK: - Making it

    private func expose(_ exposure: DeploymentExposure, _ work: RouteWork) async throws -> RouteResult {
        let plan = work.plan
        var asked: GatewayRequest.Backend?
        if case .gateway(let request)? = plan.request.exposure { asked = request.backend }
        let facts = try await exposureFacts(for: plan.request)
        let settled: DeploymentExposure
        do {
            settled = try plan.exposure(by: exposure.plan, asked: asked, facts, endpoint: work.endpoint)
        } catch let error as ExposureError {
            throw DeploymentError(error)
        }
        guard let values = settled.values else {
            try await withdrawRoute(
                of: plan.request.name, namespace: plan.request.namespace, timeout: work.left, events: work.events)
            return try await ownRoute(settled.choice.own ?? OwnRoute(settled.choice.reason), work)
        }
        return try await bringUp(values, settled, work)
    }

    /// Keeps a route that is there in step with a deployment whose request says nothing of it.
    private func keepRoute(_ work: RouteWork) async throws -> RouteResult? {
        let plan = work.plan
        guard let held = try await route(heldFor: plan.request.name, namespace: plan.request.namespace) else {
            return nil
        }
        let facts = try await exposureFacts(for: plan.request)
        let ways = try plan.provider.exposureWays(
            plan.values, name: plan.request.name, namespace: plan.request.namespace)
        let hasPool = ways.contains { if case .pool = $0 { true } else { false } }
        // Where the provider has no pool any more, nobody has asked for the Service.
        let asked: GatewayRequest.Backend? = held.isPool ? (hasPool ? .pool : nil) : .service
        let isOwn = if case .own? = ways.first { true } else { false }
        var way = held.plan
        way.reason = ExposurePlan.kept
        let exposure: DeploymentExposure
        do {
            exposure = try plan.exposure(
                by: way, asked: isOwn ? nil : asked, isKept: true, facts, endpoint: work.endpoint)
        } catch let error as ExposureError {
            throw DeploymentError(error)
        }
        guard let values = exposure.values else { return try await expose(exposure, work) }
        return try await bringUp(values, exposure, work)
    }

    private func bringUp(
        _ values: Object, _ exposure: DeploymentExposure, _ work: RouteWork
    ) async throws -> RouteResult {
        let stopwatch = Stopwatch(clock)
        var work = work
        work.say(.stepStarted, "making its route through Gateway \(exposure.plan.gateway): \(exposure.plan.reason)")
        let outcome = try await driver.ensure(
            try routeRequest(work.plan, values, timeout: work.timeout), phase: .endpoint,
            events: SteppedEvents(work.step, work.events))
        guard let route = ExposureChart.route(values, in: work.plan.request.namespace) else {
            throw DeploymentError(.failed, "the values of the route of \(work.plan.id) say none")
        }
        var result: RouteResult
        if work.waits {
            work.left = max(work.left - stopwatch.time, ReadingTimes.lastRead)
            result = try await proven(route, work)
        } else {
            result = RouteResult(.pending, "it was not waited for", plan: exposure.plan)
        }
        result.plan = exposure.plan
        result.backend = exposure.choice.reason
        result.change = outcome.change
        result.warnings = outcome.warnings
        work.say(.stepFinished, result.message, outcome: result.state == .unknown ? .unknown : .ready)
        return result
    }

    // MARK: - Waiting

    /// Once its Gateway has taken it and the model has answered through it, unless it is not to be asked.
    func proven(_ route: ExposedRoute, _ work: RouteWork) async throws -> RouteResult {
        let stopwatch = Stopwatch(clock)
        var work = work
        var result = try await waitUntilTaken(route, work)
        work.left = max(work.left - stopwatch.time, ReadingTimes.lastRead)
        if let reason = work.notAsked {
            result.message += "; the model was not asked through it: \(reason)"
        } else {
            try await ask(through: route, &result, work)
        }
        return result
    }

    /// Until the Gateway is programmed and has taken the route, and what chooses pods runs.
    private func waitUntilTaken(_ route: ExposedRoute, _ work: RouteWork) async throws -> RouteResult {
        let judge = RouteJudge(route.plan)
        let namespace = route.plan.namespace
        var awaited: [Awaited] = []
        if let gateway = try await awaitedGateway(judge) { awaited.append(gateway) }
        awaited.append(
            Awaited(
                try await client.resourceType(apiVersion: route.plan.apiVersion, kind: "HTTPRoute"), route.name,
                namespace: namespace, .judged { judge.route($0) }))
        if route.hasPicker {
            awaited.append(
                Awaited(
                    try await client.resourceType(apiVersion: "\(GatewayAPI.poolGroup)/v1", kind: "InferencePool"),
                    route.name, namespace: namespace, .judged { judge.pool($0) }))
            awaited.append(Awaited(.deployments, route.pickerName, namespace: namespace, .ready(mustRun: true)))
        }
        let waiter = self.waiter { work.tell($0) }
        do {
            let reports = try await waiter.wait(for: awaited, limits: WaitLimits(work.left))
            let parts = reports.compactMap { report -> RoutePart? in
                report.object.map { RoutePart(kind: awaited[report.index].type.kind, object: $0) }
            }
            return Self.taken(parts, route)
        } catch let error as WaitError {
            throw DeploymentError(
                error.isTimeout ? .timedOut : .failed,
                "\(work.plan.id) runs, but its route through Gateway \(route.plan.gateway) does not come up: "
                    + error.message,
                hint: error.hint
                    ?? "kubectl describe httproute \(route.name) --namespace \(ShellWord.quoted(namespace))",
                underlying: error)
        }
    }

    /// Nil where the Gateway, which is somebody else's then, may not be looked at: the route tells of it.
    private func awaitedGateway(_ judge: RouteJudge) async throws -> Awaited? {
        let name = judge.plan.gateway
        let type = try await client.resourceType(apiVersion: judge.plan.apiVersion, kind: "Gateway")
        let isSeen: Void? = try await unlessForbidden {
            _ = try await client.getIfPresent(type, name.name, namespace: name.namespace)
        }
        guard isSeen != nil else { return nil }
        return Awaited(type, name.name, namespace: name.namespace, .judged { judge.gateway($0) })
    }

    /// What is known of a route that its Gateway has taken.
    static func taken(_ parts: [RoutePart], _ route: ExposedRoute) -> RouteResult {
        let judge = RouteJudge(route.plan)
        let gateway = parts.first { $0.kind == "Gateway" }
        var result = RouteResult(
            .accepted, "Gateway \(route.plan.gateway) has taken its route", plan: route.plan)
        result.url = route.plan.url(
            address: gateway.flatMap { RouteJudge.addresses(of: $0.object).first }, api: route.api)
        for part in parts {
            result.conditions += judge.words(of: part.object, kind: part.kind).map { "\(part.kind) \($0)" }
        }
        return result
    }
}

/// An object of a route, or the Gateway before it.
struct RoutePart: Sendable {
    var kind: String
    var object: Value
}

/// What is to be done about one route.
struct RouteWork: Sendable {
    var plan: DeploymentPlan
    var waits: Bool
    /// For the release's own work.
    var timeout: Duration
    var events: any EventSink
    /// Of the deployment as it is; nil where its provider names none.
    var endpoint: ContractEndpoint?
    /// Why the model is not asked; nil where it is.
    var notAsked: String?
    /// The time that is left for waiting.
    var left = Duration.zero

    init(plan: DeploymentPlan, waits: Bool, timeout: Duration, events: any EventSink) {
        self.plan = plan
        self.waits = waits
        self.timeout = timeout
        self.events = events
    }

    var step: String { "route/\(plan.id)" }

    func say(_ kind: Event.Kind, _ message: String, outcome: Event.Outcome? = nil) {
        events.emit(Event(kind, .endpoint, step: step, "\(plan.request.name): \(message)", outcome: outcome))
    }

    func tell(_ news: WaitNews) { events.emit(news.event(.endpoint, step: step)) }
}
