import Kubernetes
import Operators
import Testing
import Value

@testable import Commands
@testable import Deployments

/// Rows of operators, and what is told of gaps.
@Suite(.timeLimit(.minutes(3)))
struct StatusTableTests {
    @Test func whatNoProviderNeedsIsARowOnceItIsThere() async throws {
        try await SimulatedCluster.with { cluster in
            let before = await cluster.run("status")
            #expect(!before.rows.contains { $0.hasPrefix("nginx-gateway-fabric") }, "\(before.output)")
            #expect(await cluster.run("install nginx-gateway-fabric keda").status == .done)
            let status = await cluster.run("status")
            for name in ["nginx-gateway-fabric", "keda"] {
                #expect(
                    status.rows.contains { $0.hasPrefix("\(name) deployed ") && $0.hasSuffix(" groundcrew keep") },
                    "\(status.output)")
            }
            let table = status.output.split(separator: "\n").drop { !$0.hasPrefix("OPERATOR") }
            #expect(!table.isEmpty && table.allSatisfy { $0.count <= 80 }, "\(status.output)")
        }
    }

    /// Two providers mean one release; whichever of them brought it, it is groundcrew's.
    @Test func anOperatorOfSeveralProvidersIsOneRow() async throws {
        try await SimulatedCluster.with { cluster in
            let before = try await cluster.run("status -o json").json["operators"]?.array ?? []
            let places = before.map { "\($0["namespace"]?.string ?? "")/\($0["name"]?.string ?? "")" }
            #expect(Set(places).count == places.count, "\(places)")
            #expect(await cluster.run("install kaito-set").status == .done)
            let items = try await cluster.run("status -o json").json["operators"]?.array ?? []
            let rows = items.filter { $0["name"] == "kaito-workspace" }
            #expect(rows.map { $0["provider"] } == ["kaito,kaito-set"], "\(items)")
            #expect(rows.first?["status"] == "deployed" && rows.first?["installedByGroundcrew"] == true, "\(items)")
            #expect(rows.first?["owner"]?["kind"] == "groundcrew", "\(items)")
        }
    }

    /// A release whose provider is of a folder that is not named now.
    @Test func anOperatorOfAnUnknownProviderIsARowToo() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install dynamo --chart ./operator").status == .done)
            _ = try await cluster.client.patch(
                .secrets, "sh.helm.release.v1.dynamo-platform.v1", namespace: "dynamo-system",
                with: .merge(["metadata": ["labels": ["groundcrew/provider": "harbor"]]]))
            let items = try await cluster.run("status -o json").json["operators"]?.array ?? []
            let row = items.first { $0["provider"] == "harbor" }
            #expect(row?["name"] == "dynamo-platform" && row?["version"] == "1.5.1", "\(items)")
            #expect(row?["owner"]?["kind"] == "groundcrew", "\(items)")
        }
    }

    @Test func namesAreNoFormatOfStatus() async {
        let run = await CommandRun.of("status -o name --sandbox")
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains("-o name is for lists of one kind"), "\(run.errors)")
    }

    @Test func wideRowsHoldWhatNarrowOnesLeaveOut() {
        var item = ClusterOverview.Operator(
            provider: "dynamo", name: "platform", namespace: "system", status: "deployed", version: "1.0.0")
        #expect(OperatorTable.row(item) == ["platform", "deployed (not by groundcrew)", "1.0.0", "", ""])
        item.owner = OperatorOwner(.helm)
        #expect(OperatorTable.row(item)[3] == "Helm")
        #expect(OperatorTable.row(item, isWide: true)[..<3] == ["dynamo", "system", "platform"])
        #expect(OperatorTable.row(item, isWide: true)[5] == "Helm's release")
        item.owner = OperatorOwner(.adopted)
        #expect(OperatorTable.row(item)[3] == "adopted")
        item.owner = OperatorOwner(.addOn, name: "AKS")
        #expect(OperatorTable.row(item)[3] == "AKS (add-on)")
        for isWide in [false, true] {
            #expect(
                OperatorTable.headings(isWide: isWide).count == OperatorTable.row(item, isWide: isWide).count)
        }
    }

    // MARK: - Gaps

    private static func gap(_ what: String, in namespace: String, _ resource: String = "secrets") throws -> Unseen {
        var gap = try #require(Unseen("\(what) in namespace \(namespace)", KubernetesError(.forbidden, "no")))
        (gap.verb, gap.resource, gap.namespace) = ("list", resource, namespace)
        return gap
    }

    @Test func gapsOfSeveralNamespacesAreOneLine() throws {
        let gaps = try ["a", "b", "c", "d", "e"].map { try Self.gap("releases", in: $0) }
        let pods = try Self.gap("pods", in: "a", "pods")
        let other = try #require(Unseen("the server's version", KubernetesError(.forbidden, "no")))
        #expect(
            InventoryNotes.gaps([gaps[0], other, gaps[1], pods]) == [
                "note: releases in 2 namespaces cannot be seen: the caller may not list secrets in a, b",
                "note: the server's version cannot be seen: no",
                "note: pods in namespace a cannot be seen: the caller may not list pods in namespace a",
            ])
        #expect(
            InventoryNotes.gaps(gaps) == [
                "note: releases in 5 namespaces cannot be seen: the caller may not list secrets in a, b, c and 2 more"
            ])
        #expect(InventoryNotes.gaps([other, other]).count == 2)
        #expect(InventoryNotes.gaps([]).isEmpty)
    }

    @Test func whatCouldNotBeSeenIsNotCalledAbsent() {
        var inventory = DeploymentInventory(namespace: "models")
        inventory.isComplete = false
        inventory.absent = [.init(name: "dynamo", title: "NVIDIA Dynamo", resource: "graphs.nvidia.com")]
        #expect(
            InventoryNotes.emptiness(inventory) == [
                "no deployment can be seen in namespace models",
                "whether NVIDIA Dynamo is installed could not be seen; the cluster serves no graphs.nvidia.com",
            ])
        inventory.absent.append(.init(name: "ome", title: "OME", resource: "inferenceservices.ome.io"))
        #expect(
            InventoryNotes.emptiness(inventory).last
                == "whether NVIDIA Dynamo, OME are installed could not be seen; "
                + "the cluster serves none of their resources")
        inventory.isComplete = true
        #expect(InventoryNotes.emptiness(inventory).contains("not installed: NVIDIA Dynamo, OME"))
    }
}
