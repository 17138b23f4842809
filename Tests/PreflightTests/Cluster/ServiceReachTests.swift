import Testing
import Value

@testable import Preflight

/// What is behind Services, in the forms that EndpointSlices have.
@Suite struct ServiceReachTests {
    private static let services = """
        - {metadata: {name: web, namespace: shop}, spec: {type: ClusterIP, ports: [{port: 80}, {port: 443}]}}
        - {metadata: {name: web, namespace: other}, spec: {type: ExternalName}}
        - {metadata: {name: headless, namespace: shop}, spec: {}}
        """

    private static let slices = """
        - metadata: {name: a, namespace: shop, labels: {kubernetes.io/service-name: web}}
          addressType: IPv4
          endpoints: [{conditions: {ready: true}}, {conditions: {ready: false}}]
        - metadata: {name: b, namespace: shop, labels: {kubernetes.io/service-name: web}}
          addressType: IPv4
          endpoints: [{conditions: {ready: true}}]
        - metadata: {name: c, namespace: shop, labels: {kubernetes.io/service-name: web}}
          addressType: IPv6
          endpoints: [{conditions: {ready: true}}]
        - {metadata: {name: d, namespace: other, labels: {kubernetes.io/service-name: web}}, endpoints: null}
        - {metadata: {name: e, namespace: shop}, endpoints: [{conditions: {ready: true}}]}
        - {metadata: {name: f, namespace: shop, labels: {kubernetes.io/service-name: headless}}, endpoints: [{}, {}]}
        """

    private static func reach() throws -> ServiceReach {
        ServiceReach(services: try Scenario.yaml(services), slices: try Scenario.yaml(slices))
    }

    @Test func podsOfAllSlicesOfOneFamilyCount() throws {
        #expect(try Self.reach().backing(of: "shop/web") == ServiceReach.Backing(ready: 2, total: 3))
    }

    @Test func podsThatDoNotSayCountAsReady() throws {
        #expect(try Self.reach().backing(of: "shop/headless") == ServiceReach.Backing(ready: 2, total: 2))
    }

    @Test(arguments: ["other/web", "shop/none", "nowhere/web"])
    func othersHaveNoPods(_ service: String) throws {
        #expect(try Self.reach().backing(of: service) == ServiceReach.Backing())
    }

    @Test(
        arguments: [
            ("shop/web", 443, true), ("shop/web", 8443, false), ("shop/headless", 8443, true),
            ("shop/none", 443, true),
        ] as [(String, Int64, Bool)])
    func portsAreThoseOfTheService(_ service: String, _ port: Int64, _ has: Bool) throws {
        #expect(try Self.reach().hasPort(port, service) == has)
    }

    @Test func namesOfSomewhereElseAreTold() throws {
        let reach = try Self.reach()
        #expect(reach.isElsewhere("other/web"))
        #expect(!reach.isElsewhere("shop/web"))
        #expect(reach.isThere("shop/web"))
        #expect(!reach.isThere("web"))
    }

    @Test func aServerThatKnowsNeitherHasNone() {
        let reach = ServiceReach(services: .null, slices: .null)
        #expect(!reach.isThere("shop/web"))
        #expect(reach.backing(of: "shop/web") == ServiceReach.Backing())
    }
}
