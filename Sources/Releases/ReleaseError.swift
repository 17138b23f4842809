import Kubernetes

public struct ReleaseError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// The request, chart or values are wrong; nothing was changed.
        case invalidRequest, chartNotFound, invalidChart, invalidValues
        /// What a saved plan, or the run itself, was made for is not there any more.
        case moved
        case helmNotFound, helmFailed
        /// An object or release is there already and belongs to something else.
        case notOwned
        /// Another run is at work on the release, or died at it.
        case locked
        /// The caller lacks rights; nothing was changed.
        case forbidden
        /// A chart's CRDs would harm objects of the cluster, or the server refuses them; nothing was changed.
        case unsafeCRD
        case applyFailed, hookFailed, recordTooLarge, recordUnreadable
        /// A test of a release has run, and failed.
        case testFailed
        case notReady, timedOut
    }

    public var code: Code
    public var message: String
    /// What to do next.
    public var hint: String?
    /// `namespace/name` of the release.
    public var release: String?
    public var underlying: (any Error)?
    /// Something in the cluster had been changed by then, or may have been, so that running again goes on from there.
    /// False means that nothing was.
    public var hasChanged: Bool

    public init(
        _ code: Code, _ message: String, hint: String? = nil, release: String? = nil, underlying: (any Error)? = nil,
        hasChanged: Bool = false
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.release = release
        self.underlying = underlying
        self.hasChanged = hasChanged
    }

    public var description: String { (release.map { "release \($0): " } ?? "") + message }
}

extension ReleaseError {
    /// What ended a release's work, as a `ReleaseError` that says whether something had been changed by then.
    ///
    /// A cancellation stays what it is.
    static func ending(_ error: any Error, release: String?, hasChanged: Bool) -> any Error {
        switch error {
        case var error as ReleaseError:
            error.hasChanged = error.hasChanged || hasChanged
            return error
        case let error as KubernetesError where hasChanged:
            return ReleaseError(
                .applyFailed, "\(error)", release: release, underlying: error, hasChanged: true)
        default: return error
        }
    }
}
