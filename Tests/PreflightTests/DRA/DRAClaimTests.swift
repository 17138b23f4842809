import Testing
import Value

@testable import Preflight

/// What claims hold of devices, and for which pods.
@Suite struct DRAClaimTests {
    struct Claim: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var claim: String
        /// `pod class devices`.
        var holders: [String]
    }

    static let held = [
        Claim(
            testDescription: "as v1 has it",
            claim: "requests: [{name: r, exactly: {deviceClassName: gpus}}]", holders: ["team/a gpus 1"]),
        Claim(
            testDescription: "as v1beta1 has it", claim: "requests: [{name: r, deviceClassName: gpus}]",
            holders: ["team/a gpus 1"]),
        Claim(
            testDescription: "one of several that would do",
            claim: "requests: [{name: r, firstAvailable: [{name: x, deviceClassName: gpus}]}]", holders: []),
        Claim(testDescription: "another request", claim: "requests: [{name: s, deviceClassName: gpus}]", holders: []),
        Claim(testDescription: "no request", claim: "requests: []", holders: []),
    ]

    @Test(arguments: held) func podsHoldTheDevicesOfTheirClaims(_ item: Claim) throws {
        let claim: APIClaim = try DRASlices.read(
            """
            {metadata: {namespace: team}, spec: {devices: {\(item.claim)}},
             status: {allocation: {devices: {results: [
               {driver: gpu.nvidia.com, pool: node-1, device: a, request: r},
               {driver: gpu.nvidia.com, pool: node-1, device: b, request: r, adminAccess: true},
               {driver: net.example.com, pool: node-1, device: c, request: r}]}},
              reservedFor: [{resource: pods, name: a}, {resource: jobs, name: b}]}}
            """)
        let fact = DRAFact.value(version: "v1", slices: [], classes: [], claims: [claim])
        let holders = (fact["holders"]?.array ?? []).map {
            "\($0["pod"]?.string ?? "") \($0["class"]?.string ?? "") \($0["devices"]?.integer ?? 0)"
        }
        #expect(holders == item.holders)
    }

    /// A claim that tolerates a taint holds its device; for those to come, which tolerate none, nothing becomes free.
    @Test(arguments: ["", "tolerations: [{operator: Exists}]"])
    func aToleratingClaimMakesNoDeviceFree(tolerations: String) throws {
        let taint = "taints: [{key: k, effect: NoSchedule}]"
        let slice = try #require(
            try DRASlices.slice("\(DRASlices.pool()), devices: [{name: a, \(taint)}, {name: b, \(taint)}, {name: c}]"))
        let claim: APIClaim = try DRASlices.read(
            """
            {status: {allocation: {devices: {results: [
              {driver: gpu.nvidia.com, pool: node-1, device: a\(tolerations.isEmpty ? "" : ", " + tolerations)}]}}}}
            """)
        let fact = DRAFact.value(version: "v1", slices: [slice], classes: [], claims: [claim])
        #expect(fact["devices"]?[0]?["free"] == 1)
        #expect(fact["devices"]?[0]?["tainted"] == 2)
        #expect(fact["taints"] == ["k:NoSchedule"])
    }
}
