import HTTP
import Kubernetes

/// An object of which there are thousands, read from whichever form the server gives it in.
protocol FleetObject: Decodable, Sendable {
    init(protobuf message: ProtobufMessage) throws
}

/// Takes in the objects of a list one by one and keeps what is needed of them.
protocol FleetTally: Sendable {
    associatedtype Element: FleetObject

    mutating func add(_ object: Element) throws
    /// Takes in what another tally has kept, of another page of the same list.
    mutating func add(_ other: Self)
}

/// Tallies a list while it arrives, in protobuf or in JSON; each page has its tally as its only item.
struct FleetProjection<Tally: FleetTally>: ListProjection {
    /// Without any object.
    let empty: Tally

    var accept: String { ProtobufList.accept }

    func page(from response: HTTPResponse, of type: ResourceType) async throws -> ListPage<Tally> {
        guard ProtobufList.isAnswered(by: response) else { return try await page(from: response.body, of: type) }
        var tally = empty
        let metadata = try await ProtobufList.read(response.body, of: type) { message in
            try tally.add(Tally.Element(protobuf: message))
        }
        return ListPage(
            items: [tally], resourceVersion: metadata.resourceVersion, continueToken: metadata.continueToken)
    }

    func page(from body: HTTPBody, of type: ResourceType) async throws -> ListPage<Tally> {
        var tally = empty
        let metadata = try await JSONList.read(body) { (object: Tally.Element) in try tally.add(object) }
        return ListPage(
            items: [tally], resourceVersion: metadata.resourceVersion, continueToken: metadata.continueToken)
    }
}
