import Events
import Kubernetes
import Operators
import Preflight
import Providers
import Releases
import Repositories
import Sandbox
import Testing
import Value

@testable import Bootstrap

/// What a run would make, as the checks see it before the first change.
@Suite(.timeLimit(.minutes(5)))
struct PlannedReleasesTests {
    private static let dynamo = "operator dynamo-platform"
    private static let model = "model models/qwen3"

    private func plan(_ sandbox: SandboxRun, _ text: String = SandboxRun.oneModel) async throws -> BootstrapPlan {
        try await sandbox.run.plan(try SandboxRun.file(text))
    }

    private func parts(_ sandbox: SandboxRun, _ plan: BootstrapPlan) async throws -> [RenderedPart] {
        let render = try #require(sandbox.run.plannedWork(for: plan).rendered)
        return try await render(sandbox.client)
    }

    /// One check of what a plan would make, and the roles that are missing for it.
    private func report(
        _ sandbox: SandboxRun, _ plan: BootstrapPlan, only: Set<String>
    ) async throws -> (report: PreflightReport, roles: String) {
        let preflight = sandbox.run.preflight.planning(PlannedWork(for: plan, run: sandbox.run))
        var request = try sandbox.run.request(for: plan)
        request.only = only
        let report = try await preflight.run(request)
        return (report, preflight.missingRoles)
    }

    private func result(_ report: PreflightReport?, _ id: String) throws -> CheckResult {
        try #require(report?.results.first { $0.id == id })
    }

    // MARK: - What would be made

    @Test func aFirstRunHasAPartForEachRelease() async throws {
        try await SandboxRun.with { sandbox in
            let parts = try await parts(sandbox, try await plan(sandbox))
            #expect(parts.map(\.owner) == [Self.dynamo, Self.model])
            #expect(parts.map(\.release) == ["dynamo-platform", "qwen3"])
            #expect(parts.map(\.namespace) == ["dynamo-system", "models"])
            for part in parts {
                #expect(part.unknown == nil && !part.isUnchanged && !part.objects.isEmpty, "\(part.owner)")
                #expect(part.missingNamespaces.contains(part.namespace), "\(part.owner)")
                #expect((part.recordBytes ?? 0) > 0 && part.held.isEmpty, "\(part.owner)")
            }
            #expect(parts[1].objects.map { $0["metadata"]?["namespace"] }.allSatisfy { $0 == "models" })
            #expect(try await sandbox.releases.isEmpty)
        }
    }

    @Test func operatorsAndModelsOfSeveralPlacesAreParts() async throws {
        let text =
            SandboxRun.oneModel + """
                  - {id: Qwen/Qwen3-0.6B, name: ray, namespace: team, provider: kuberay}

                """
        try await SandboxRun.with { sandbox in
            let owners = try await parts(sandbox, try await plan(sandbox, text)).map(\.owner)
            #expect(
                Set(owners) == [Self.dynamo, "operator kuberay-operator", Self.model, "model team/ray"], "\(owners)")
            #expect(owners.prefix(2).allSatisfy { $0.hasPrefix("operator ") })
        }
    }

    @Test func aNamespaceThatIsThereIsNotMissing() async throws {
        try await SandboxRun.with { sandbox in
            _ = try await sandbox.client.create(
                ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "models"]])
            let parts = try await parts(sandbox, try await plan(sandbox))
            #expect(parts.last?.missingNamespaces == [])
        }
    }

    @Test func aSecondRunRendersNothingAndAsksNothing() async throws {
        try await SandboxRun.with { sandbox in
            let first = try await sandbox.bootstrap(SandboxRun.oneModel)
            #expect(first.stopped == nil)
            let parts = try await parts(sandbox, try await plan(sandbox))
            #expect(parts.map(\.isUnchanged) == [true, true] && parts.allSatisfy { $0.objects.isEmpty })
            let second = try await sandbox.bootstrap(SandboxRun.oneModel)
            #expect(second.changedNothing)
            let requests = try #require(second.preflight?.requests)
            #expect(requests.dryRuns == 0 && requests.writes == 0, "\(requests)")
            let rendering = try result(second.preflight, "rendering")
            #expect(rendering.verdict == .pass && rendering.message == "all is there already as it would be")
            let permissions = try result(second.preflight, "permissions")
            #expect(permissions.message == "nothing is to be changed, which takes no rights")
            #expect(try result(second.preflight, "admission").message == "nothing is to be applied")
        }
    }

    // MARK: - What is decided

    @Test(arguments: [OperatorDecision.Action.reuse, .adopt, .refuse])
    func anOperatorOfWhichNoReleaseIsMadeIsNoPart(action: OperatorDecision.Action) async throws {
        try await SandboxRun.with { sandbox in
            var plan = try await plan(sandbox)
            plan.operators = try await sandbox.run.releases(of: plan).decided()
            #expect(plan.operators.map { $0.decision?.action } == [.install])
            // Whoever has decided is not asked again.
            plan.operators[0].decision?.action = action
            let owners = try await parts(sandbox, plan).map(\.owner)
            #expect(owners == [Self.model])
            let decide = try #require(sandbox.run.plannedWork(for: plan).operators)
            let actions = try await decide().map(\.action)
            #expect(actions == [action.rawValue])
        }
    }

    @Test func theRunAndTheChecksGoByOneDecision() async throws {
        try await SandboxRun.with { sandbox in
            let releases = sandbox.run.releases(of: try await plan(sandbox))
            let first = try await releases.decided()
            let second = try await releases.decided()
            #expect(first.map(\.decision) == second.map(\.decision))
        }
    }

    // MARK: - Rights

    @Test func whoMayDoAllHasNoGap() async throws {
        try await SandboxRun.with { sandbox in
            let (report, roles) = try await report(
                sandbox, try await plan(sandbox), only: ["permissions", "rendering", "cluster"])
            let result = try result(report, "permissions")
            #expect(result.verdict == .pass && roles.isEmpty, "\(result.message)")
            #expect(result.message.contains(Self.dynamo) && result.message.contains(Self.model))
        }
    }

    /// All that is missing is told at once, with the roles that give it.
    @Test func whoMayNotIsToldAllAtOnce() async throws {
        try await SandboxRun.with(token: "restricted") { sandbox in
            let work = sandbox.run.plannedWork(for: try await plan(sandbox))
            let render = try #require(work.rendered)
            let ask = try #require(work.access)
            let parts = try await render(sandbox.client)
            let access = try await ask(sandbox.client, parts)
            let line = #"get, list, create, update, delete secrets in namespace "models""#
            #expect(access.gaps.contains { $0.line == line && $0.owner == Self.model && $0.namespace == "models" })
            #expect(access.roles.contains("kind: Role\n"), "\(access.roles)")
        }
    }

    /// What is thrown back when it fails takes the right to remove it, asked in the same pass.
    @Test func whatGoingBackTakesIsToldWithAllElse() async throws {
        try await SandboxRun.with(token: "restricted") { sandbox in
            func lines(_ text: String) async throws -> [String] {
                let work = sandbox.run.plannedWork(for: try await plan(sandbox, text))
                let (render, ask) = (try #require(work.rendered), try #require(work.access))
                let access = try await ask(sandbox.client, try await render(sandbox.client))
                return access.gaps.filter { $0.owner == Self.model }.map(\.line)
            }
            let words = " (to go back should it fail)"
            let kept = try await lines(SandboxRun.oneModel)
            #expect(!kept.isEmpty && !kept.contains { $0.hasSuffix(words) }, "\(kept)")
            let thrownBack = try await lines(SandboxRun.oneModel + "    onFailure: rollback\n")
            #expect(
                thrownBack.contains { $0.hasPrefix("delete dynamographdeployments") && $0.hasSuffix(words) },
                "\(thrownBack)")
            #expect(thrownBack.filter { !$0.hasSuffix(words) } == kept, "\(thrownBack)")
        }
    }

    @Test func adoptingTakesTheRightToMarkTheRecord() async throws {
        try await SandboxRun.with { sandbox in
            var plan = try await plan(sandbox)
            plan.operators = try await sandbox.run.releases(of: plan).decided()
            plan.operators[0].decision?.action = .adopt
            let ask = try #require(sandbox.run.plannedWork(for: plan).access)
            let restricted = try sandbox.client(token: "restricted")
            let access = try await ask(restricted, [])
            let place = plan.operators[0].place.namespace
            #expect(
                access.gaps.map { "\($0.owner): \($0.line)" } == [
                    "\(Self.dynamo): get, list, patch secrets in namespace \"\(place)\""
                ])
        }
    }

    // MARK: - Admission

    @Test func whatIsStillToComeIsDeferred() async throws {
        try await SandboxRun.with { sandbox in
            let (report, _) = try await report(
                sandbox, try await plan(sandbox), only: ["admission", "rendering", "cluster"])
            let result = try result(report, "admission")
            #expect(result.verdict == .pass, "\(result.message) \(result.details)")
            #expect(result.message.contains("still to come"), "\(result.message)")
            #expect(report.requests?.writes == 0)
        }
    }

    @Test func objectsArePutToTheServerOnceTheirPlaceIsThere() async throws {
        try await SandboxRun.with { sandbox in
            for name in ["models", "dynamo-system"] {
                _ = try await sandbox.client.create(
                    ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
            }
            let plan = try await plan(sandbox)
            let work = sandbox.run.plannedWork(for: plan)
            let render = try #require(work.rendered)
            let put = try #require(work.admission)
            let parts = try await render(sandbox.client)
            let facts = try await put(sandbox.client, parts)
            let hooks = parts.reduce(0) { $0 + $1.hooks.count }
            #expect(facts.count >= parts.reduce(0) { $0 + $1.objects.count } - hooks)
            #expect(facts.contains { $0.result == .accepted && $0.owner == Self.dynamo })
            // Its CRD comes with the operator.
            #expect(facts.contains { $0.result == .deferred && $0.owner == Self.model })
            #expect(!facts.contains { $0.result == .refused || $0.result == .unknown })
            #expect(try await sandbox.releases.isEmpty)
        }
    }

    @Test func objectsOfOthersInTheWayAreTold() async throws {
        try await SandboxRun.with { sandbox in
            let plan = try await plan(sandbox)
            let part = try #require(try await parts(sandbox, plan).first)
            let account = try #require(part.objects.first { $0["kind"] == "ServiceAccount" })
            _ = try await sandbox.client.create(
                ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(part.namespace)]])
            _ = try await sandbox.client.create([
                "apiVersion": "v1", "kind": "ServiceAccount",
                "metadata": [
                    "name": account["metadata"]?["name"] ?? "", "namespace": .string(part.namespace),
                    "labels": ["app.kubernetes.io/managed-by": "argocd"],
                ],
            ])
            let (report, _) = try await report(
                sandbox, plan, only: ["existing-objects", "rendering", "cluster"])
            let result = try result(report, "existing-objects")
            #expect(result.verdict == .fail, "\(result.message)")
            #expect(result.message.contains("argocd") || result.details.contains { $0.contains("argocd") })
        }
    }

    /// Who holds what `groundcrew preflight --print-rbac` prints, and nothing else.
    private static func auditor() throws -> SandboxUser {
        let registry = try ProviderRegistry.builtIn()
        let types = registry.providers.flatMap(\.definition.operators).flatMap(\.crds).map(\.name)
        let rules = PreflightRights(try .builtIn(), further: types).rules(admission: false)
        return SandboxUser(
            name: "auditor", token: "auditor",
            rules: rules.filter { !$0.resources.isEmpty }.map {
                SandboxUser.Rule(
                    apiGroups: $0.apiGroups, resources: $0.resources, verbs: $0.verbs,
                    resourceNames: $0.resourceNames)
            })
    }

    @Test func whoMayReadWhatIsPrintedSeesWhatIsInTheWay() async throws {
        try await SandboxRun.with(token: "auditor", users: [try Self.auditor()]) { sandbox in
            let admin = try sandbox.client(token: Sandbox.adminToken)
            for name in ["models", "dynamo-system"] {
                _ = try await admin.create(
                    ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
            }
            let plan = try await plan(sandbox)
            let checks: Set = ["existing-objects", "pull-secrets", "rendering", "cluster"]
            let (report, _) = try await report(sandbox, plan, only: checks)
            for check in checks {
                let result = try result(report, check)
                #expect(result.verdict == .pass, "\(result)")
            }
            let (dryRuns, _) = try await self.report(sandbox, plan, only: ["admission", "cluster"])
            #expect(try result(dryRuns, "admission").verdict.name == "unknown")
        }
    }

    // MARK: - What cannot be rendered

    @Test func aChartThatCannotBeHadIsThePartsOwnMatter() async throws {
        try await SandboxRun.with { sandbox in
            var plan = try await plan(sandbox)
            plan.operators[0].release.chart = .source(.oci(reference: "oci://registry.invalid/x", version: "1.0.0"))
            let parts = try await parts(sandbox, plan)
            #expect(parts.map(\.owner) == [Self.dynamo, Self.model])
            #expect(parts[0].unknown?.message.contains("not in memory") == true, "\(String(describing: parts[0]))")
            #expect(parts[1].unknown == nil && !parts[1].objects.isEmpty)
            // No cluster could do it: it is told as what it is, before a change.
            let unmade = plan
            await #expect(throws: ReleaseError.self) { try await sandbox.run.run(unmade, events: NoEvents()) }
            #expect(try await sandbox.releases.isEmpty)
        }
    }

    /// What one check could not tell does not keep the others from telling.
    @Test func whatIsThereIsJudgedAllTheSame() async throws {
        try await SandboxRun.with { sandbox in
            var plan = try await plan(sandbox)
            plan.operators[0].release.chart = .source(.oci(reference: "oci://registry.invalid/x", version: "1.0.0"))
            let (report, _) = try await report(
                sandbox, plan, only: ["permissions", "rendering", "object-sizes", "cluster"])
            #expect(try result(report, "rendering").verdict.name == "unknown")
            let permissions = try result(report, "permissions")
            #expect(permissions.verdict.name == "unknown" && permissions.message.contains(Self.dynamo))
            let sizes = try result(report, "object-sizes")
            #expect(sizes.verdict.name == "unknown" && sizes.message.contains(Self.dynamo), "\(sizes)")
        }
    }
}
