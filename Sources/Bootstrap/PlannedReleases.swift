import Deployments
import Kubernetes
import Operators
import Preflight
import Releases
import Synchronization
import Value

/// The releases that a run would make: what they would hold, which rights they take, and what the server says of them.
///
/// Nothing of it is asked twice: the run goes by the same decisions about operators, and by the charts that were fetched
/// here.
final class PlannedReleases: Sendable {
    /// One that is to be rendered.
    private struct Item: Sendable {
        /// As `RenderedPart` has it.
        var owner: String
        var request: ReleaseRequest
        /// The operator whose chart it is; nil for models and their routes.
        var operatorName: String?
    }

    /// What came of it.
    private struct Rendered: Sendable {
        var part: RenderedPart
        var chart: ResolvedChart?
        /// Why it cannot be rendered, where the cluster has no part in that.
        var refusal: (any Error)?
    }

    private struct State: Sendable {
        var decided: Result<[OperatorPlan], any Error>?
        var charts: [String: ResolvedChart] = [:]
        var refusal: (any Error)?
        /// What the operators' charts hold; nil before they are rendered, and where one of them cannot be.
        var brought: [Value]?
        /// What becomes of fields, by owner.
        var options: [String: ReleaseOptions] = [:]
    }

    private let plan: BootstrapPlan
    private let look: OperatorLook
    private let engine: DeploymentEngine
    private let state = Mutex(State())

    /// Charts that are rendered at once.
    private static let limit = 4

    init(_ plan: BootstrapPlan, _ look: OperatorLook, engine: DeploymentEngine) {
        self.plan = plan
        self.look = look
        self.engine = engine
    }

    /// For the checks; each has its own memory of what was rendered.
    var work: PlannedWork {
        PlannedWork(
            operators: { try await self.decided().compactMap(OperatorFact.init) },
            rendered: { try await self.parts(by: $0) },
            access: { try await self.access(to: $1, by: $0) },
            admission: { try await self.admission(of: $1, by: $0) }, reading: plan.reading)
    }

    // MARK: - For the run

    /// The operators with their decisions.
    ///
    /// - Throws: what looking at them threw, once; whoever asks later gets the same.
    func decided() async throws -> [OperatorPlan] {
        if let decided = state.withLock({ $0.decided }) { return try decided.get() }
        // Whoever made the plan may have looked already.
        if plan.operators.allSatisfy({ $0.decision != nil }) { return plan.operators }
        do {
            let plans = try await look.decided()
            state.withLock { $0.decided = .success(plans) }
            return plans
        } catch let error as CancellationError {
            throw error
        } catch {
            state.withLock { $0.decided = .failure(error) }
            throw error
        }
    }

    /// The operators with the charts that were fetched to look at them.
    func withCharts(_ plans: [OperatorPlan]) -> [OperatorPlan] {
        let charts = state.withLock { $0.charts }
        return plans.map { plan in
            guard let found = charts[plan.name] else { return plan }
            var plan = plan
            plan.release.chart = .loaded(found.chart, origin: found.origin)
            return plan
        }
    }

    /// Why something cannot be rendered on any cluster; nil where that is not so.
    var refusal: (any Error)? { state.withLock { $0.refusal } }

    /// The objects of the operators' charts; nil where one of them cannot be rendered.
    func brought(by client: KubernetesClient) async throws -> [Value]? {
        if let known = state.withLock({ $0.brought }) { return known }
        _ = try await parts(by: client)
        return state.withLock { $0.brought }
    }

    // MARK: - What would be made

    private func parts(by client: KubernetesClient) async throws -> [RenderedPart] {
        let engine = engine.asking(client)
        var parts: [RenderedPart] = []
        var items: [Item] = []
        do {
            items = try await decided().compactMap(Self.item)
        } catch let error as CancellationError {
            throw error
        } catch {
            parts = plan.operators.map { Self.part("operator \($0.name)", $0.release, unknown: error) }
        }
        items += plan.models.map { Item(owner: "model \($0.id)", request: engine.release(of: $0)) }
        for (index, exposure) in plan.exposures.sorted(by: { $0.key < $1.key }) {
            guard let request = try engine.routeRelease(of: exposure, of: plan.models[index]) else { continue }
            items.append(Item(owner: "route of \(plan.models[index].id)", request: request))
        }
        let rendered = try await concurrently(items, limit: Self.limit) { item in
            try await Self.rendered(item, by: engine.driver)
        }
        keep(items, rendered)
        return try await placed(parts + rendered.map(\.part), client)
    }

    private func keep(_ items: [Item], _ rendered: [Rendered]) {
        var charts: [String: ResolvedChart] = [:]
        for (item, result) in zip(items, rendered) {
            if let name = item.operatorName, let chart = result.chart { charts[name] = chart }
        }
        let options = Dictionary(items.map { ($0.owner, $0.request.options) }) { first, _ in first }
        let refusal = rendered.lazy.compactMap(\.refusal).first
        let operators = zip(items, rendered).filter { $0.0.operatorName != nil }.map { $0.1.part }
        let brought = operators.contains { $0.unknown != nil } ? nil : operators.flatMap(\.objects)
        state.withLock { state in
            state.brought = brought
            state.charts = charts
            state.options = options
            state.refusal = refusal
        }
    }

    /// Nil for an operator of which no release is made.
    private static func item(_ plan: OperatorPlan) -> Item? {
        var request = plan.release
        if let decision = plan.decision {
            guard decision.action.makesRelease else { return nil }
            if decision.release.name != request.name { request.labels = plan.adoptionLabels }
            request.name = decision.release.name
            request.namespace = decision.release.namespace
        }
        return Item(owner: "operator \(plan.name)", request: request, operatorName: plan.name)
    }

    private static func rendered(_ item: Item, by driver: ReleaseEngine) async throws -> Rendered {
        do {
            let rendering = try await driver.rendering(of: item.request)
            return Rendered(part: RenderedPart(item.owner, rendering), chart: rendering.chart)
        } catch let error as CancellationError {
            throw error
        } catch {
            return Rendered(
                part: part(item.owner, item.request, unknown: error), refusal: isOfCluster(error) ? nil : error)
        }
    }

    /// Whether the cluster's answer, or its silence, is why.
    private static func isOfCluster(_ error: any Error) -> Bool {
        error is KubernetesError || (error as? ReleaseError)?.underlying is KubernetesError
    }

    private static func part(_ owner: String, _ request: ReleaseRequest, unknown error: any Error) -> RenderedPart {
        let cause = (error as? ReleaseError)?.underlying as? KubernetesError
        var part = RenderedPart(
            owner: owner, release: request.name, namespace: request.namespace,
            unknown: UnknownReason(of: cause ?? error))
        part.next = (error as? ReleaseError)?.hint ?? (error as? OperatorError)?.hint ?? ""
        return part
    }

    /// With the namespaces that are still to come; those that may not be looked at are taken to be there. Where the server
    /// does not say, what the part takes is unknown.
    private func placed(_ parts: [RenderedPart], _ client: KubernetesClient) async throws -> [RenderedPart] {
        let names = Set(parts.filter(\.isChange).flatMap(\.namespaces)).sorted()
        let places = try await concurrently(names, limit: Self.limit) { try await Self.place($0, client) }
        let known = Dictionary(zip(names, places)) { first, _ in first }
        return parts.map { part in
            guard part.isChange else { return part }
            var part = part
            part.missingNamespaces = part.namespaces.filter { known[$0] == .missing }
            for name in part.namespaces.sorted() where part.unknown == nil {
                if case .unknown(let reason) = known[name] { part.unknown = reason }
            }
            return part
        }
    }

    private enum Place: Sendable, Equatable {
        case there, missing
        case unknown(UnknownReason)
    }

    private static func place(_ name: String, _ client: KubernetesClient) async throws -> Place {
        do {
            return try await client.getIfPresent(.namespaces, name) == nil ? .missing : .there
        } catch let error as KubernetesError where error.isMissingPermission {
            return .there
        } catch let error as KubernetesError {
            return .unknown(UnknownReason(of: error))
        }
    }

    // MARK: - What it takes

    private func options(of owner: String) -> ReleaseOptions {
        state.withLock { $0.options[owner] } ?? engine.releaseOptions
    }

    private func access(to parts: [RenderedPart], by client: KubernetesClient) async throws -> AccessFact {
        var works: [AccessSurvey.Work] = []
        for part in parts where part.isChange {
            var work = AccessSurvey.Work(owner: part.owner, namespace: part.namespace)
            work.objects = part.objects
            work.hooks = part.hooks
            work.removed = part.removed
            work.recreates = options(of: part.owner).recreatesImmutable
            work.records = engine.driver.recordKind(of: part.release, namespace: part.namespace)
            work.wayBack = try await wayBack(of: part, client)
            works.append(work)
        }
        works += try await adoptions()
        let survey = AccessSurvey(
            client: client, missingNamespaces: parts.reduce(into: []) { $0.formUnion($1.missingNamespaces) },
            types: plan.models.flatMap(engine.types(of:)))
        return AccessFact(try await survey.report(on: works))
    }

    /// What undoing it takes where it is to be thrown back, should it fail.
    private func wayBack(
        of part: RenderedPart, _ client: KubernetesClient
    ) async throws -> AccessSurvey.WayBack? {
        guard options(of: part.owner).onFailure == .rollback else { return nil }
        let driver = engine.asking(client).driver
        guard try await driver.hasWayBack(part.release, namespace: part.namespace) else { return nil }
        return AccessSurvey.WayBack(
            made: Set(part.objects.indices).subtracting(part.held).subtracting(part.hooks),
            restored: part.former.sorted { $0.key < $1.key }.map(\.value) + part.removed)
    }

    /// Adopting a release labels its record, and does nothing else.
    private func adoptions() async throws -> [AccessSurvey.Work] {
        let plans: [OperatorPlan]
        // Without decisions nothing is adopted, and the checks say why there are none.
        do { plans = try await decided() } catch let error as CancellationError { throw error } catch { return [] }
        return plans.filter { $0.decision?.action == .adopt }.map { plan in
            var work = AccessSurvey.Work(owner: "operator \(plan.name)", namespace: plan.place.namespace)
            work.isRecorded = false
            work.further = [AccessRequest(verb: "patch", .secrets, namespace: plan.place.namespace)]
            return work
        }
    }

    private func admission(
        of parts: [RenderedPart], by client: KubernetesClient
    ) async throws -> [AdmissionFact] {
        let changed = parts.filter(\.isChange)
        let types = try await ObjectTypes.read(changed.flatMap(\.objects), client: client)
        var facts: [AdmissionFact] = []
        for part in changed {
            let trial = AdmissionTrial(
                client: client, release: part.release, namespace: part.namespace, options: options(of: part.owner),
                driver: engine.driver.name, missingNamespaces: part.missingNamespaces)
            let tried = try await trial.results(
                of: part.objects, types: types, hooks: part.hooks, held: part.held, settled: part.judgedCRDs)
            facts += tried.map { AdmissionFact(part.owner, $0) }
        }
        return facts
    }
}
