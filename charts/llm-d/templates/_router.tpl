{{/* How the endpoint picker chooses, as YAML. It reads the workers' metrics without being told. */}}
{{- define "llm-d.pickerConfig" -}}
{{- $isSplit := include "llm-d.isSplit" . -}}
{{- $isKV := eq .Values.routerMode "kv" -}}
{{- $tokens := int64 .Values.router.remotePrefillTokens -}}
{{- /* SGLang's decode workers refuse what no prefill worker has computed. */ -}}
{{- $decides := and $isKV (gt $tokens 0) (eq .Values.engine "vllm") -}}
{{- $decider := ternary "prefix-based-pd-decider" "always-disagg-pd-decider" $decides -}}
apiVersion: llm-d.ai/v1alpha1
kind: EndpointPickerConfig
plugins:
  {{- if $isKV }}
  # Remembers which prompts each worker was given.
  - type: approx-prefix-cache-producer
  - type: prefix-cache-scorer
  {{- end }}
  - type: queue-scorer
  - type: kv-cache-utilization-scorer
  - type: max-score-picker
  {{- if $isSplit }}
  - type: prefill-filter
  - type: decode-filter
  - type: {{ $decider }}
    {{- if eq $decider "prefix-based-pd-decider" }}
    parameters:
      nonCachedTokens: {{ $tokens }}
    {{- end }}
  - type: disagg-profile-handler
    parameters:
      deciders:
        prefill: {{ $decider }}
  {{- else }}
  - type: single-profile-handler
  {{- end }}
schedulingProfiles:
  {{- range ternary (list "prefill" "decode") (list "default") (not (empty $isSplit)) }}
  - name: {{ . }}
    plugins:
      {{- if $isSplit }}
      - pluginRef: {{ . }}-filter
      {{- end }}
      {{- with $.Values.router.weights }}
      {{- if $isKV }}
      - pluginRef: prefix-cache-scorer
        weight: {{ .prefix }}
      {{- end }}
      - pluginRef: queue-scorer
        weight: {{ .queue }}
      - pluginRef: kv-cache-utilization-scorer
        weight: {{ .cache }}
      {{- end }}
      - pluginRef: max-score-picker
  {{- end }}
{{- end -}}

{{/*
What the proxy does, as Envoy's YAML: it hands each request to the endpoint picker, which names the worker in a header,
and sends it there. Without the endpoint picker it answers nothing.
*/}}
{{- define "llm-d.proxyConfig" -}}
admin:
  address:
    socket_address: {address: 127.0.0.1, port_value: 19000}
static_resources:
  listeners:
    - name: requests
      address:
        socket_address: {address: 0.0.0.0, port_value: 8081}
      additional_addresses:
        - address:
            socket_address: {address: "::", port_value: 8081}
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: requests
                use_remote_address: true
                normalize_path: true
                merge_slashes: true
                server_header_transformation: PASS_THROUGH
                # Requests that went wrong.
                access_log:
                  - name: envoy.access_loggers.file
                    filter:
                      response_flag_filter: {}
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog
                      path: /dev/stdout
                      log_format:
                        text_format_source:
                          inline_string: "%START_TIME% %REQ(:METHOD)% %REQ(:PATH)% %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %UPSTREAM_HOST%\n"
                http_filters:
                  # For the kubelet; no worker has this path.
                  - name: envoy.filters.http.health_check
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.health_check.v3.HealthCheck
                      pass_through_mode: false
                      headers:
                        - name: ":path"
                          string_match: {exact: /proxy/ready}
                  # Where requests go is not for clients to say.
                  - name: envoy.filters.http.header_mutation
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3.HeaderMutation
                      mutations:
                        request_mutations:
                          - remove: x-gateway-destination-endpoint
                          - remove: x-prefiller-host-port
                          - remove: x-encoder-hosts-ports
                          - remove: x-data-parallel-host-port
                          - remove: x-kv-cache-source-host-port
                  - name: envoy.filters.http.ext_proc
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor
                      failure_mode_allow: false
                      grpc_service:
                        envoy_grpc: {cluster_name: endpoint-picker}
                      # A long prompt on a slow line counts against it.
                      message_timeout: 900s
                      processing_mode:
                        request_header_mode: SEND
                        request_body_mode: FULL_DUPLEX_STREAMED
                        request_trailer_mode: SEND
                        response_header_mode: SEND
                        response_body_mode: FULL_DUPLEX_STREAMED
                        response_trailer_mode: SEND
                  - name: envoy.filters.http.router
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                      suppress_envoy_headers: true
                route_config:
                  name: requests
                  virtual_hosts:
                    - name: requests
                      domains: ["*"]
                      routes:
                        - match: {prefix: /}
                          # Answers take their time, and those that are not streamed are silent until their end.
                          route: {cluster: workers, timeout: 0s, idle_timeout: 14400s}
  clusters:
    - name: workers
      type: ORIGINAL_DST
      lb_policy: CLUSTER_PROVIDED
      original_dst_lb_config:
        use_http_header: true
        http_header_name: x-gateway-destination-endpoint
      connect_timeout: 10s
      circuit_breakers:
        thresholds:
          - {max_connections: 40000, max_pending_requests: 40000, max_requests: 40000}
      # vLLM closes a connection that was idle for 5 seconds.
      typed_extension_protocol_options:
        envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
          "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
          common_http_protocol_options: {idle_timeout: 4s}
          explicit_http_config: {http_protocol_options: {}}
    - name: endpoint-picker
      type: STATIC
      connect_timeout: 5s
      circuit_breakers:
        thresholds:
          - {max_connections: 40000, max_pending_requests: 40000, max_requests: 40000}
      typed_extension_protocol_options:
        envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
          "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
          explicit_http_config: {http2_protocol_options: {}}
      load_assignment:
        cluster_name: endpoint-picker
        endpoints:
          - lb_endpoints:
              - endpoint:
                  address:
                    socket_address: {address: 127.0.0.1, port_value: 9002}
{{- end -}}
