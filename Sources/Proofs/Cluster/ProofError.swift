/// A proof could not be made at all: its preparation failed, which says nothing about what is to be proven.
public struct ProofError: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
