import Bootstrap
import Events
import Formats
import Kubernetes
import Operators
import Preflight
import Providers
import Settings
import Value

extension PreflightJob {
    /// What a preflight would judge in the cluster, as it is kept.
    ///
    /// - Throws: `CommandFailure` with status `undecided` where nothing of the cluster can be read.
    func recorded(
        in session: ClusterSession, _ time: PreflightTime, hashingNames: Bool, _ events: any EventSink,
        telling format: EventFormat, _ context: CommandContext
    ) async throws -> Snapshot {
        let plan = try await plan(in: session, time, events, format, context)
        let run = try run(of: plan.file, in: session, context)
        try await checkCluster(of: plan, by: run, in: session, time)
        let place = session.client.defaultNamespace
        var request = try request(for: plan, by: run)
        let all = wants.file.wantsNothing
        if all { request.subject = try withAnyWork(request.subject, in: place) }
        var facts = try await run.preflight.planning(run.plannedWork(for: plan)).spending(time.spent)
            .record(request, all: all, events: events)
        // The snapshot says it of itself.
        session.mark.take()
        try Self.checkSeen(facts)
        if hashingNames { facts = facts.hashingNames(for: request.subject) }
        let keepsPlace = !hashingNames || request.subject.namespaces.contains(place)
        return Snapshot(
            facts, recordedAt: CivilTime(secondsSince1970: Int64(context.clientEnvironment.now())).text,
            version: GroundcrewVersion.current, work: try work(in: place), namespace: keepsPlace ? place : nil,
            areNamesHashed: hashingNames)
    }

    private static func checkSeen(_ facts: Facts) throws(CommandFailure) {
        guard case .unknown(let reason)? = facts.facts[.kubernetes], reason.code != .forbidden else { return }
        throw CommandFailure(
            .undecided, "nothing of the cluster could be read: \(reason.message)",
            hint: "is the cluster up, and may you read it? nothing was written")
    }

    /// The digest of what is wanted, by flags and files alone: rendered charts hang on all of it.
    ///
    /// - Parameter place: where what names no namespace is to stand.
    func work(in place: String) throws -> String {
        let file = try file(in: place, by: Settings())
        var operators: Object = [:]
        for (name, override) in file.operators.sorted(by: { $0.key < $1.key }) {
            operators[name] = [
                "chart": .string(override.chart ?? ""), "repository": .string(override.repository ?? ""),
                "version": .string(override.version ?? ""), "namespace": .string(override.namespace ?? ""),
                "values": .object(override.values),
            ]
        }
        var existing: Object = [:]
        for (name, word) in file.existing.sorted(by: { $0.key < $1.key }) { existing[name] = .string(word.rawValue) }
        return Snapshot.digest(of: [
            "providers": .array(file.providers.map { .string($0.name) }), "operators": .object(operators),
            "existing": .object(existing), "models": .array(file.models.map(\.value)),
            "driver": .string(drivers.choice(file.driver).rawValue), "installs": .bool(wants.installs),
        ])
    }

    /// With a deployment of every provider's, so that what they look at is kept: labels of nodes and pods, and CRDs.
    private func withAnyWork(_ subject: Subject, in place: String) throws -> Subject {
        let any = PreflightSubject.Deployment(name: "any", namespace: place, values: [:])
        var subject = subject
        for provider in registry.providers {
            let wanted = PreflightSubject.Wanted(provider, operators: [], deployments: [any])
            let made = try PreflightSubject([wanted], driver: subject.driver, installs: false).subject()
            subject.deployments += made.deployments
            subject.alternatives += made.alternatives
            subject.crds += provider.definition.crds.map {
                Subject.CRD(name: $0.name, provider: provider.name, title: provider.name)
            }
        }
        return subject
    }
}
