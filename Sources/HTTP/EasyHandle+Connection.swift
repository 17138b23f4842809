import CCurl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension EasyHandle {
    /// Everything about reaching the server: address, proxy, trust, identity, limits of time.
    func configure(_ plan: TransferPlan, options: CurlTransport.Options, trust: TrustStore) throws(HTTPError) {
        try set(CURLOPT_NOSIGNAL, true)
        // Without this, ending a transfer would wait for a name look-up that hangs.
        try setIfKnown(CURLOPT_QUICK_EXIT, true)
        try allowHTTPOnly()
        try set(CURLOPT_FOLLOWLOCATION, false)
        try set(CURLOPT_PATH_AS_IS, true)
        // Programs that groundcrew starts must not hold its connections open.
        try set(socketOptions: { _, socket, _ in
            fcntl(socket, F_SETFD, FD_CLOEXEC) == 0 ? Int32(CURL_SOCKOPT_OK) : Int32(CURL_SOCKOPT_ERROR)
        })
        try set(CURLOPT_TCP_KEEPALIVE, true)
        try set(CURLOPT_TCP_KEEPIDLE, HTTPLimits.keepaliveIdleSeconds)
        try set(CURLOPT_TCP_KEEPINTVL, HTTPLimits.keepaliveIntervalSeconds)
        let connect = plan.timeouts.connect?.roundedUpMilliseconds ?? HTTPLimits.longestMilliseconds
        try set(CURLOPT_CONNECTTIMEOUT_MS, max(connect, 1))
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
        try configureAddress(plan)
        try configureProxy(plan, trust: trust)
        try configureTLS(plan.connection, trust: trust)
    }

    private func configureAddress(_ plan: TransferPlan) throws(HTTPError) {
        guard plan.url.scheme == "https", let name = plan.connection.serverName, name != plan.url.host else {
            return try set(CURLOPT_URL, plan.url.text)
        }
        // curl takes the name to verify and to send as SNI from the URL only, so the URL holds that name and curl is told
        // to connect elsewhere; the Host header keeps the URL's own authority.
        try set(CURLOPT_URL, plan.url.replacingHost(name).text)
        try set(connectTo: "::\(plan.url.bracketedHost):\(plan.url.effectivePort)")
    }

    private func configureProxy(_ plan: TransferPlan, trust: TrustStore) throws(HTTPError) {
        // An empty proxy and an empty list of exceptions keep curl from reading the environment by its own rules.
        try set(CURLOPT_PROXY, plan.proxy?.url ?? "")
        try set(CURLOPT_NOPROXY, "")
        guard let proxy = plan.proxy else { return }
        try set(CURLOPT_PROXYUSERNAME, proxy.name)
        try set(CURLOPT_PROXYPASSWORD, proxy.password)
        if let file = trust.file { try set(CURLOPT_PROXY_CAINFO, file) }
        if let folder = trust.folder { try set(CURLOPT_PROXY_CAPATH, folder) }
    }

    private func configureTLS(_ connection: HTTPConnectionOptions, trust: TrustStore) throws(HTTPError) {
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let authorities = connection.certificateAuthorities {
            try set(CURLOPT_CAINFO_BLOB, blob: authorities)
            // The system's folder would stay trusted beside the given certificates.
            try set(CURLOPT_CAPATH, nil)
        } else {
            if let file = trust.file { try set(CURLOPT_CAINFO, file) }
            if let folder = trust.folder { try set(CURLOPT_CAPATH, folder) }
        }
        if let identity = connection.clientIdentity {
            try set(CURLOPT_SSLCERTTYPE, "PEM")
            try set(CURLOPT_SSLCERT_BLOB, blob: identity.certificate)
            try set(CURLOPT_SSLKEYTYPE, "PEM")
            try set(CURLOPT_SSLKEY_BLOB, blob: identity.key)
        }
        if connection.skipsVerification {
            try set(CURLOPT_SSL_VERIFYPEER, 0)
            try set(CURLOPT_SSL_VERIFYHOST, 0)
        }
    }
}
