import Bootstrap
import Events
import Operators
import Providers
import Releases
import Repositories
import TestSupport
import Testing

/// What installing an operator says of it, and leaves on its record.
@Suite(.timeLimit(.minutes(2))) struct OperatorInstallerTests {
    private func lastWords(crds: Bool) async throws -> String? {
        try await SandboxRun.with { sandbox in
            let provider = try sandbox.run.registry.provider("dynamo")
            var plan = try #require(try sandbox.run.planning.plans(for: [provider]).first)
            if !crds { plan.definition.crds = [] }
            let log = EventLog()
            let installer = OperatorInstaller(
                client: sandbox.client, driver: sandbox.run.driver, clock: ContinuousClock())
            _ = try await installer.install(plan, events: log)
            return log.all.last?.message
        }
    }

    @Test func servedCRDsAreNamedOnlyWhereThereAreSome() async throws {
        #expect(try await lastWords(crds: true)?.hasSuffix(" objects, CRDs served") == true)
        #expect(try await lastWords(crds: false)?.hasSuffix(" objects") == true)
    }

    @Test func everyReleaseThatARunMakesSaysWhoMadeIt() async throws {
        try await SandboxRun.with { sandbox in
            _ = try await sandbox.bootstrap(SandboxRun.oneModel)
            let releases = try await sandbox.run.driver.list(namespace: nil).releases
            #expect(
                releases.map(\.labels) == [
                    .origin(provider: "dynamo", role: .operator), .origin(provider: "dynamo", role: .deployment),
                ])
        }
    }

    @Test func aRunWithNothingToDoOutlivesItsRegistry() async throws {
        try await SandboxRun.with { sandbox in
            let provider = try sandbox.run.registry.provider("dynamo")
            var plan = try #require(try sandbox.run.planning.plans(for: [provider]).first)
            let installer = OperatorInstaller(
                client: sandbox.client, driver: sandbox.run.driver, clock: ContinuousClock())
            let record = try #require(try await installer.install(plan, events: NoEvents()).release?.record)
            let preparation = OperatorPreparation(
                driver: sandbox.run.driver, charts: ChartResolver(remote: UnreachableCharts()))
            func again(_ version: String) async throws -> ReleaseOutcome.Change {
                plan.release.chart = .source(
                    .archive(url: "https://charts.invalid/\(record.chartName)-\(version).tgz"))
                let prepared = try await preparation.prepared([plan], events: NoEvents())
                return try await installer.install(try #require(prepared.first), events: NoEvents()).change
            }
            let change = try await again(record.chartVersion)
            #expect(change == .unchanged)
            await #expect(throws: ReleaseError.self) { _ = try await again("9.9.9") }
        }
    }

    @Test(arguments: ["Upper", "a.b", "-a", ""])
    func aNamespaceThatCannotBeOneIsRefusedWhenPlanning(_ namespace: String) throws {
        let planning = OperatorPlanning(
            registry: try .builtIn(), charts: PublishedCharts(), manifests: .none, currentFolder: "/work",
            timeout: .seconds(7))
        let provider = try ProviderRegistry.builtIn().provider("dynamo")
        var override = OperatorOverride()
        override.namespace = namespace
        let error = #expect(throws: ReleaseError.self) {
            _ = try planning.plans(for: [provider], overrides: ["dynamo-platform": override])
        }
        #expect(error?.code == .invalidRequest)
    }
}
