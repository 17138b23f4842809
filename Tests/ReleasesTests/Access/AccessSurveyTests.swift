import HTTP
import Kubernetes
import Testing
import Value
import YAML

@testable import Releases

/// The rights for several releases, asked of a server in one pass.
@Suite struct AccessSurveyTests {
    private static let place = #"in namespace "apps""#
    /// What every release needs.
    private static let recording = PolicyRule(
        verbs: ["get", "list", "create", "update", "delete"], apiGroups: ["", "coordination.k8s.io"],
        resources: ["secrets", "leases"])
    private static let maps = PolicyRule(
        verbs: ["get", "create", "patch"], apiGroups: [""], resources: ["configmaps"])

    private static func work(
        _ owner: String = "model apps/a", in namespace: String = "apps", objects: String = Self.map,
        adjust: (inout AccessSurvey.Work) throws -> Void = { _ in }
    ) throws -> AccessSurvey.Work {
        var work = AccessSurvey.Work(owner: owner, namespace: namespace)
        work.records = .secret
        work.objects = try YAML.decodeAll(objects, file: "objects").map(\.value).filter { !$0.isNull }
        try adjust(&work)
        return work
    }

    private static let map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: map, namespace: apps}}"
    private static let service = "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: apps}}"
    private static let job = "{apiVersion: batch/v1, kind: Job, metadata: {name: migrate, namespace: apps}}"

    private func survey(
        _ rights: PlayedRights, _ works: [AccessSurvey.Work], missing: Set<String> = [], types: [ResourceType] = []
    ) async throws -> (report: AccessSurvey.Report, server: ScriptedServer) {
        let server = rights.server()
        let survey = AccessSurvey(client: try server.client(), missingNamespaces: missing, types: types)
        let report = try await survey.report(on: works)
        #expect(server.sent.allSatisfy { !$0.line.hasPrefix("PATCH") || $0.line.contains("dryRun=All") })
        return (report, server)
    }

    // MARK: - What is asked

    @Test func whoMayDoEverythingIsAskedOnce() async throws {
        let (report, server) = try await survey(PlayedRights(inCluster: PolicyRule.everything), [try Self.work()])
        #expect(report == AccessSurvey.Report())
        #expect(server.asked == ["* *.*"] && server.sent.count == 1)
    }

    @Test func whereNothingIsToBeDoneNobodyIsAsked() async throws {
        let (report, server) = try await survey(PlayedRights(), [])
        #expect(report == AccessSurvey.Report() && server.sent.isEmpty)
    }

    @Test func aWholeListOfRulesIsEnough() async throws {
        let rights = PlayedRights(held: ["apps": [Self.recording, Self.maps]])
        let (report, server) = try await survey(rights, [try Self.work()])
        #expect(report == AccessSurvey.Report())
        #expect(server.asked == ["* *.*"] && server.listed == ["apps"])
    }

    @Test func aListThatIsNotWholeProvesNothing() async throws {
        let rights = PlayedRights(held: ["apps": [Self.recording, Self.maps]], incomplete: ["apps"])
        let (report, server) = try await survey(rights, [try Self.work()])
        #expect(report == AccessSurvey.Report())
        // Five of records, three of the object, four of the lease; types, not names.
        #expect(server.asked.count == 13 && Set(server.asked).count == 13)
        #expect(server.asked.contains("patch configmaps \(Self.place)"))
    }

    @Test(arguments: [(403, "Forbidden"), (404, "NotFound"), (504, "Timeout")])
    func whoCannotBeListedIsAsked(status: Int, reason: String) async throws {
        var rights = PlayedRights(held: ["apps": [Self.recording, Self.maps]])
        rights.instead = { request in
            request.url.hasSuffix("selfsubjectrulesreviews") ? .failure(status, reason, "no list") : nil
        }
        let (report, server) = try await survey(rights, [try Self.work()])
        #expect(report == AccessSurvey.Report() && server.asked.count == 13)
    }

    @Test func namesAreAskedForWhereTheTypeIsRefused() async throws {
        var own = Self.maps
        own.resourceNames = ["map"]
        let rights = PlayedRights(held: ["apps": [Self.recording, own]], incomplete: ["apps"])
        let (report, server) = try await survey(rights, [try Self.work()])
        #expect(report == AccessSurvey.Report())
        #expect(server.asked.contains("patch configmaps \"map\" \(Self.place)"))
        // A whole list has told it.
        let (_, other) = try await survey(PlayedRights(held: ["apps": [Self.recording, own]]), [try Self.work()])
        #expect(other.asked == ["* *.*"])
    }

    /// A list of a namespace's rules shows those of the whole cluster, and proves nothing of them.
    @Test func rightsInTheWholeClusterAreAskedOneByOne() async throws {
        let rule = PolicyRule(
            verbs: ["get", "create"], apiGroups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"])
        let rights = PlayedRights(held: ["apps": [Self.recording]], inCluster: [rule])
        let (report, server) = try await survey(rights, [try Self.work(objects: Self.crd)])
        #expect(report.gaps.map(\.line) == [#"patch customresourcedefinitions.apiextensions.k8s.io "a.b""#])
        #expect(report.gaps.first?.namespace == nil && report.gaps.first?.owners == ["model apps/a"])
        #expect(
            server.asked == [
                "* *.*", "create customresourcedefinitions.apiextensions.k8s.io",
                "get customresourcedefinitions.apiextensions.k8s.io",
                "patch customresourcedefinitions.apiextensions.k8s.io",
                #"patch customresourcedefinitions.apiextensions.k8s.io "a.b""#,
            ])
    }

    // MARK: - What is needed

    private struct Need {
        var name: String
        var work: AccessSurvey.Work
        var lines: [String]
    }

    private static let recordLine = "get, list, create, update, delete secrets \(place)"
    private static let back = " (to go back should it fail)"
    private static let crd =
        "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: a.b}}"

    private static func needs() throws -> [Need] {
        [
            Need(
                name: "an object", work: try work(),
                lines: [recordLine, "get, create, patch configmaps \"map\" \(place)"]),
            Need(
                name: "a hook is removed again",
                work: try work(objects: "\(map)\n---\n\(job)") { $0.hooks = [1] },
                lines: [
                    recordLine, "get, create, patch configmaps \"map\" \(place)",
                    "get, create, patch, delete jobs.batch \"migrate\" \(place)",
                ]),
            Need(
                name: "objects that may be made anew", work: try work { $0.recreates = true },
                lines: [recordLine, "get, create, patch, delete configmaps \"map\" \(place)"]),
            Need(
                name: "objects that go",
                work: try work(objects: "") { $0.removed = [try Value.yaml(service)] },
                lines: [recordLine, "get, delete services \"web\" \(place)"]),
            Need(
                name: "what is undone should it fail",
                work: try work(objects: "\(map)\n---\n\(service)") {
                    $0.wayBack = .init(made: [1], restored: [try Value.yaml(map), try Value.yaml(job)])
                },
                lines: [
                    recordLine, "get, create, patch configmaps \"map\" \(place)",
                    "get, create, patch services \"web\" \(place)", "delete services \"web\" \(place)\(back)",
                    "get, create, patch jobs.batch \"migrate\" \(place)\(back)",
                ]),
            Need(
                name: "what the work takes anyway",
                work: try work { work in
                    work.recreates = true
                    work.wayBack = .init(made: [0], restored: [])
                }, lines: [recordLine, "get, create, patch, delete configmaps \"map\" \(place)"]),
            Need(
                name: "a CRD, which stays",
                work: try work(objects: "\(crd)") { $0.wayBack = .init(made: [0], restored: []) },
                lines: [
                    recordLine, "get, create, patch customresourcedefinitions.apiextensions.k8s.io \"a.b\"",
                ]),
            Need(
                name: "records in ConfigMaps", work: try work(objects: "") { $0.records = .configMap },
                lines: ["get, list, create, update, delete configmaps \(place)"]),
            Need(
                name: "marks of somebody else's records",
                work: try work(objects: "") { work in
                    work.isRecorded = false
                    work.further = [AccessRequest(verb: "patch", .secrets, namespace: "apps")]
                }, lines: ["get, list, patch secrets \(place)"]),
            Need(
                name: "an object whose name the server gives",
                work: try work(
                    objects: "{apiVersion: v1, kind: Pod, metadata: {generateName: a-, namespace: apps}}"),
                lines: [recordLine, "create, get pods \(place)"]),
        ]
    }

    @Test func allOfItIsToldInOneList() async throws {
        for need in try Self.needs() {
            let (report, server) = try await survey(PlayedRights(), [need.work])
            #expect(report.gaps.map(\.line) == need.lines, "\(need.name)")
            #expect(report.unasked.isEmpty, "\(need.name): \(report.unasked)")
            #expect(Set(server.asked).count == server.asked.count, "\(need.name): a right was asked for twice")
            #expect(report.gaps.allSatisfy { $0.owners == ["model apps/a"] }, "\(need.name)")
            #expect(
                report.gaps.allSatisfy { $0.namespace == ($0.line.contains(Self.place) ? "apps" : nil) },
                "\(need.name)")
        }
    }

    /// What one piece of work takes, another need not go back by.
    @Test func theRolesThatCloseTheGapsGoBackToo() async throws {
        let work = try Self.work { $0.wayBack = .init(made: [0], restored: [try Value.yaml(Self.service)]) }
        let (report, _) = try await survey(PlayedRights(held: ["apps": [Self.recording, Self.maps]]), [work])
        #expect(
            report.gaps.map(\.line) == [
                "delete configmaps \"map\" \(Self.place)\(Self.back)",
                "get, create, patch services \"web\" \(Self.place)\(Self.back)",
            ])
        let role = try YAML.decode(report.roles, file: "roles")
        let rules = (role["rules"]?.array ?? []).map { PolicyRule($0) }
        let (rest, _) = try await survey(PlayedRights(held: ["apps": [Self.recording, Self.maps] + rules]), [work])
        #expect(rest == AccessSurvey.Report())
        // Where somebody else takes the right for the work itself, it is no matter of going back.
        let other = try Self.work("model apps/b", objects: "") { $0.removed = [try Value.yaml(Self.map)] }
        let (both, _) = try await survey(PlayedRights(held: ["apps": [Self.recording, Self.maps]]), [work, other])
        #expect(both.gaps.first?.line == "delete configmaps \"map\" \(Self.place)")
        #expect(both.gaps.first?.owners == ["model apps/a", "model apps/b"])
    }

    /// A type that is gone has no objects that could come back.
    @Test func whatComesBackOfAnUnknownTypeIsNoGap() async throws {
        let work = try Self.work { $0.wayBack = .init(made: [], restored: [try Value.yaml(Self.widget)]) }
        let (report, _) = try await survey(PlayedRights(held: ["apps": [Self.recording, Self.maps]]), [work])
        #expect(report.gaps.isEmpty && report.unasked.count == 3, "\(report)")
    }

    @Test func aGapThatSeveralHaveIsOne() async throws {
        let works = [
            try Self.work("operator keda"), try Self.work("model apps/a", objects: Self.service),
            try Self.work("model other/b", in: "other", objects: ""),
        ]
        let (report, _) = try await survey(PlayedRights(), works)
        #expect(
            report.gaps == [
                AccessSurvey.Gap(
                    owners: ["operator keda", "model apps/a"], line: Self.recordLine, namespace: "apps"),
                AccessSurvey.Gap(
                    owners: ["operator keda"], line: "get, create, patch configmaps \"map\" \(Self.place)",
                    namespace: "apps"),
                AccessSurvey.Gap(
                    owners: ["model apps/a"], line: "get, create, patch services \"web\" \(Self.place)",
                    namespace: "apps"),
                AccessSurvey.Gap(
                    owners: ["model other/b"],
                    line: #"get, list, create, update, delete secrets in namespace "other""#, namespace: "other"),
            ])
    }

    /// Where no Lease may be had, the record locks.
    @Test func leasesAreWishes() async throws {
        let keeping = PolicyRule(verbs: ["*"], apiGroups: [""], resources: ["secrets"])
        let lease = "get, create, update, delete leases.coordination.k8s.io \(Self.place)"
        let (report, _) = try await survey(
            PlayedRights(held: ["apps": [keeping, Self.maps]]), [try Self.work()])
        #expect(report.gaps.isEmpty && report.roles.isEmpty)
        #expect(report.wishes.map(\.line) == [lease])
        // A role that has to be made gives them, too.
        let (more, _) = try await survey(PlayedRights(held: ["apps": [keeping]]), [try Self.work()])
        #expect(more.wishes.map(\.line) == [lease] && more.gaps.count == 1)
        #expect(more.roles.contains("leases"))
        // Who changes nothing locks nothing.
        let (none, _) = try await survey(PlayedRights(), [try Self.work(objects: "")])
        #expect(none.wishes.isEmpty)
    }

    // MARK: - Namespaces and types that are still to come

    @Test func aNamespaceThatIsStillToComeIsMadeFirst() async throws {
        let (report, _) = try await survey(PlayedRights(), [try Self.work()], missing: ["apps"])
        #expect(report.gaps.map(\.line).contains("create namespaces"))
        let documents = try YAML.decodeAll(report.roles, file: "roles").map(\.value)
        #expect(documents.map { $0["kind"]?.string } == ["Namespace", "Role", "ClusterRole"])
        #expect(documents.first?["metadata"]?["name"] == "apps")
        #expect(documents.dropFirst().allSatisfy { $0["metadata"]?["name"] == "groundcrew" })
        #expect(documents[1]["metadata"]?["namespace"] == "apps")
        // Who holds them has no gap left.
        let rules = documents.map { ($0["rules"]?.array ?? []).map { PolicyRule($0) } }
        let (rest, _) = try await survey(
            PlayedRights(held: ["apps": rules[1]], inCluster: rules[2]), [try Self.work()], missing: ["apps"])
        #expect(rest == AccessSurvey.Report())
    }

    private static let widget = "{apiVersion: new.test/v1, kind: Widget, metadata: {name: one, namespace: apps}}"
    private static let widgets = ResourceType(
        group: "new.test", version: "v1", kind: "Widget", plural: "widgetry", isNamespaced: true)

    @Test func typesThatNobodyKnowsAreNoGap() async throws {
        let (report, _) = try await survey(
            PlayedRights(held: ["apps": [Self.recording]]), [try Self.work(objects: Self.widget)])
        #expect(report.gaps.isEmpty)
        #expect(
            report.unasked
                == ["get", "create", "patch"].map {
                    "\($0) widgets.new.test \"one\" \(Self.place): its type is not served yet"
                })
    }

    @Test func typesThatAreToComeAreAskedForByTheirNames() async throws {
        let rights = PlayedRights(held: ["apps": [Self.recording]])
        let line = "get, create, patch widgetry.new.test \"one\" \(Self.place)"
        let (known, _) = try await survey(
            rights, [try Self.work(objects: Self.widget)], types: [Self.widgets])
        #expect(known.gaps.map(\.line) == [line] && known.unasked.isEmpty)
        // Another piece of work brings it.
        let crd = """
            {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: widgetry.new.test},
             spec: {group: new.test, scope: Namespaced, names: {kind: Widget, plural: widgetry},
               versions: [{name: v1, served: true, storage: true}]}}
            """
        let (brought, _) = try await survey(
            rights, [try Self.work("operator new", objects: crd), try Self.work(objects: Self.widget)])
        #expect(brought.gaps.map(\.line).last == line && brought.unasked.isEmpty)
    }

    // MARK: - What nobody tells

    @Test func anAuthorizerThatFailsLeavesItOpen() async throws {
        var rights = PlayedRights(held: ["apps": [Self.recording]])
        rights.review = { request in
            guard request.resource == "services" else { return nil }
            return .object(201, ["status": ["allowed": false, "evaluationError": "the authorizer is down"]])
        }
        let two = Self.service + "\n---\n" + Self.service.replacing("web", with: "api")
        let (report, _) = try await survey(rights, [try Self.work(objects: two)])
        #expect(report.gaps.isEmpty && report.roles.isEmpty)
        // Each once, however many objects there are.
        #expect(
            report.unasked == ["get", "create", "patch"].map { "\($0) services \(Self.place): the authorizer is down" })
    }

    @Test(arguments: [(504, "Timeout"), (403, "Forbidden"), (500, "InternalError")])
    func aRightThatCannotBeAskedForIsOpen(status: Int, reason: String) async throws {
        var rights = PlayedRights(held: ["apps": [Self.recording]])
        rights.review = { request in
            request.resource == "services" && request.verb == "get" ? .failure(status, reason, "not now") : nil
        }
        let (report, _) = try await survey(rights, [try Self.work(objects: Self.service)])
        #expect(report.gaps.map(\.line) == ["create, patch services \"web\" \(Self.place)"])
        #expect(report.unasked.count == 1 && report.unasked.first?.contains("not now") == true, "\(report.unasked)")
    }

    @Test(
        arguments: [(403, "Forbidden", .forbidden), (504, "Timeout", .timeout)]
            as [(Int, String, KubernetesError.Code)])
    func whereTheFirstQuestionFailsNothingIsKnown(
        status: Int, reason: String, code: KubernetesError.Code
    ) async throws {
        var rights = PlayedRights()
        rights.review = { _ in .failure(status, reason, "no") }
        let works = [try Self.work()]
        let server = rights.server()
        let survey = AccessSurvey(client: try server.client())
        let error = await #expect(throws: KubernetesError.self) { try await survey.report(on: works) }
        #expect(error?.code == code)
    }
}
