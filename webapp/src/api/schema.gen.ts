// Made from `python -m modelbase openapi` by `npm run types`. Never edited by hand.

export interface paths {
    "/api/v1/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the version of this server and its capabilities; asks for no sign-in. */
        get: operations["process_about_api_v1__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/aliases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the aliases and where they point. */
        get: operations["aliases_page_aliases_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/aliases/{dataset}/{architecture}/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return an alias with every move of it, latest first. */
        get: operations["aliases_history_aliases__dataset___architecture___alias__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cli-grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Grant a token to a command line on this machine; answer with the address on this machine to go to. */
        post: operations["cli_grants_allow_here_cli_grants_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cli-grants/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to wait until a person types the code, at the address in the answer, in a browser anywhere. */
        post: operations["cli_grants_wait_cli_grants_codes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cli-grants/codes/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say which command line waits for a code. */
        get: operations["cli_grants_about_cli_grants_codes__code__get"];
        put?: never;
        /** Grant a token to the command line of a code, or refuse. */
        post: operations["cli_grants_decide_cli_grants_codes__code__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cli-grants/exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Fetch the token, once; 202 while it has not been granted. */
        post: operations["cli_grants_exchange_cli_grants_exchange_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Compare models: args, metrics, metadata, files and README; differences only unless `all`. */
        get: operations["diff_diff_diff_get"];
        put?: never;
        /** Compare models, named in a body: 200 long IDs do not fit into an address. Changes nothing. */
        post: operations["diff_diff_of_many_diff_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was done, newest first. */
        get: operations["events_page_events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/families": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the table folded to families: replicas are one row, their metrics mean and spread. */
        get: operations["near_folded_families_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the keys of args and metrics over the models that match. */
        get: operations["keys_catalogue_keys_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key}/values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the distinct values of a key, each with its number of models. */
        get: operations["keys_values_keys__path_key__values_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/leases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List who is training what now. */
        get: operations["leases_page_leases_get"];
        put?: never;
        /** Take the lease on a model before training it; 200 without a lease if it is trained already. */
        post: operations["leases_take_leases_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/leases/{lease}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a lease. */
        delete: operations["leases_end_leases__lease__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/leases/{lease}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Prolong a lease by its own length, and say how far its run is. */
        post: operations["leases_renew_leases__lease__heartbeat_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lookup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say whether args were trained already, are being trained or were left unfinished, and under which ID. */
        post: operations["lookup_look_up_lookup_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the person who is asking and how they signed in. */
        get: operations["me_read_me_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return one page of the table: only the asked columns travel. */
        get: operations["models_page_models_get"];
        put?: never;
        /** Make sure that a model of these args exists. */
        post: operations["models_ensure_models_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return one model with its args as given and its README, or what was shared of it. */
        get: operations["models_read_models__model_ref__get"];
        put?: never;
        post?: never;
        /** Move a model with all its checkpoints to the trash, unless it is in use. */
        delete: operations["models_delete_models__model_ref__delete"];
        options?: never;
        head?: never;
        /** Set the named fields of a model. */
        patch: operations["models_change_models__model_ref__patch"];
        trace?: never;
    };
    "/api/v1/models/{ref}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what happened to a model, for the team; shares are shown only to Admins. */
        get: operations["activity_page_models__model_ref__activity_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/aliases/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Point an alias to a model, wherever it pointed before. */
        put: operations["aliases_put_models__model_ref__aliases__alias__put"];
        post?: never;
        /** Remove an alias; its history stays. */
        delete: operations["aliases_delete_models__model_ref__aliases__alias__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the checkpoints of a model, latest first, for an Admin also as others see them. */
        get: operations["checkpoints_page_models__model_ref__checkpoints_get"];
        put?: never;
        /** Declare what will be pushed; the answer says what is missing and where to send it. */
        post: operations["checkpoints_declare_models__model_ref__checkpoints_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return one checkpoint with its files, for an Admin also as others see it. */
        get: operations["checkpoints_read_models__model_ref__checkpoints__checkpoint__get"];
        put?: never;
        post?: never;
        /** Move a checkpoint to the trash, or abort an open upload. */
        delete: operations["checkpoints_delete_models__model_ref__checkpoints__checkpoint__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}/commit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the checkpoint visible in one atomic write. */
        post: operations["checkpoints_finish_models__model_ref__checkpoints__checkpoint__commit_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}/damage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look up files that could not be pulled, and read again what had other bytes. */
        post: operations["checkpoints_report_damage_models__model_ref__checkpoints__checkpoint__damage_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return signed URLs of all files, 1,000 a page. */
        get: operations["checkpoints_download_models__model_ref__checkpoints__checkpoint__download_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}/files/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Redirect to a signed URL of one file. */
        get: operations["checkpoints_file_link_models__model_ref__checkpoints__checkpoint__files__path_file__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}/label": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Point a label at this checkpoint, in place of the label it has. */
        put: operations["checkpoints_set_label_models__model_ref__checkpoints__checkpoint__label_put"];
        post?: never;
        /** Remove the label of this checkpoint; it shows its hash, and the label is free. */
        delete: operations["checkpoints_take_label_models__model_ref__checkpoints__checkpoint__label_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}/parts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Return fresh URLs for parts of an open upload. */
        post: operations["checkpoints_parts_models__model_ref__checkpoints__checkpoint__parts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}/safety": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say what loading the files of a checkpoint would import. */
        get: operations["tensors_safety_models__model_ref__checkpoints__checkpoint__safety_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}/tensors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tensors of a checkpoint, with totals. */
        get: operations["tensors_table_models__model_ref__checkpoints__checkpoint__tensors_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}/tensors/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Compare the tensors of a checkpoint with those of another one. */
        get: operations["tensors_compare_models__model_ref__checkpoints__checkpoint__tensors_diff_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}/weights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete the bytes of a checkpoint; its record stays. 204 if that was done before. */
        delete: operations["checkpoints_delete_weights_models__model_ref__checkpoints__checkpoint__weights_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/family": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the replicas of a model, and mean and spread of their metrics. */
        get: operations["near_family_models__model_ref__family_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep a picture for the README of a model. */
        post: operations["images_put_models__model_ref__images_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/images/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return a picture to who may see the README. */
        get: operations["images_read_models__model_ref__images__name__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the ancestors and descendants of a model, and the edges between them. */
        get: operations["lineage_read_models__model_ref__lineage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/near": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the models of the same name whose args differ in 1 to k keys, and what each key did. */
        get: operations["near_read_models__model_ref__near_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/note": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Mark a model as good or bad, with a reason. */
        put: operations["aliases_mark_models__model_ref__note_put"];
        post?: never;
        /** Remove the note of a model. */
        delete: operations["aliases_unmark_models__model_ref__note_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/parents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add an edge to a parent, or change its kind. */
        post: operations["lineage_add_models__model_ref__parents_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/parents/{parent}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove an edge to a parent. */
        delete: operations["lineage_remove_models__model_ref__parents__model_parent__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/redact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put `<redacted>` in the place of args of a model, live or in the trash; its digest and ID stay. */
        post: operations["redaction_replace_models__model_ref__redact_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the runs of a model, newest last. */
        get: operations["runs_page_models__model_ref__runs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Record a run without a lease, such as one that is delivered after it was over. */
        put: operations["runs_record_models__model_ref__runs__run__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/runs/{run}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say how a run ended: finished, interrupted or failed. */
        post: operations["runs_end_models__model_ref__runs__run__end_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return curves of a model, or without a key what series it has. */
        get: operations["series_read_models__model_ref__series_get"];
        put?: never;
        /** Append a batch of points of a run. */
        post: operations["series_append_models__model_ref__series_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what opens a model. */
        get: operations["shares_page_of_model_models__model_ref__shares_get"];
        put?: never;
        /** Open a model; the secret of a link is shown this once. */
        post: operations["shares_create_models__model_ref__shares_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/shares/{share}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Close a share. */
        delete: operations["shares_revoke_models__model_ref__shares__share__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the policies there have been, newest first. */
        get: operations["policy_page_policies_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the policy by which this server makes IDs, or an earlier one. */
        get: operations["policy_read_policy_get"];
        /** Change the identity rules; 202 while the change is being worked out: ask again. */
        put: operations["policy_change_policy_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List models whose args hold what looks like a credential, with the keys; walk it until `next` is null. */
        get: operations["redaction_page_secrets_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return curves of several models. */
        get: operations["series_overlay_series_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign this browser in; the code works once. */
        post: operations["session_start_session_post"];
        /** Sign this browser out; by token: revoke this very token. */
        delete: operations["session_end_session_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a one-time sign-in code for yourself, so that `modelbase open` can sign a browser in. */
        post: operations["session_make_code_session_codes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring an idle browser's session back by its renewal cookie, which is replaced. */
        post: operations["session_renew_session_renew_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the browsers in which you are signed in. */
        get: operations["session_page_sessions_get"];
        put?: never;
        post?: never;
        /** Sign out everywhere: every browser, this one too. Tokens stay. */
        delete: operations["session_end_all_sessions_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign out one of your own browsers. */
        delete: operations["session_end_one_sessions__session__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the team's settings. */
        get: operations["team_settings_read_settings_get"];
        /** Change the team's settings; what is left out stays as it is. */
        put: operations["team_settings_change_settings_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the grants and links of all models. */
        get: operations["shares_page_shares_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shares/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the models that were shared with you, as you see them. */
        get: operations["shares_mine_shares_mine_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shares/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let this browser read what a link opens, for twelve hours or as long as the link holds. */
        post: operations["shares_open_shares_open_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say how people sign in here, and at which address a browser begins. */
        get: operations["sign_in_read_api_v1_sign_in_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/first": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the code for the first Admin, which counts when this browser signs in next. */
        post: operations["sign_in_first_api_v1_sign_in_first_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count models and bytes, and tell of damage, of reading everything again, and of the jobs of the workers. */
        get: operations["storage_read_storage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List your own tokens, without their texts. */
        get: operations["tokens_page_tokens_get"];
        put?: never;
        /** Make a token; its text is shown this once. */
        post: operations["tokens_create_tokens_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke one of your own tokens. */
        delete: operations["tokens_delete_tokens__token__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was deleted, newest first. */
        get: operations["trash_page_trash_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trash/{entry}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete for good what an entry of the trash keeps. */
        delete: operations["trash_remove_trash__entry__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trash/{entry}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a deleted model or checkpoint back. */
        post: operations["trash_restore_trash__entry__restore_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the people of this server. */
        get: operations["users_page_users_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forget a person with their sessions and tokens. */
        delete: operations["users_delete_users__user__delete"];
        options?: never;
        head?: never;
        /** Change a person's role, or disable them, or enable them again. */
        patch: operations["users_change_users__user__patch"];
        trace?: never;
    };
    "/api/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the team's views and your own. */
        get: operations["views_page_views_get"];
        put?: never;
        /** Keep a state of the table. */
        post: operations["views_create_views_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views/{view}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return one view. */
        get: operations["views_read_views__view__get"];
        /** Keep another state of the table in a view. */
        put: operations["views_replace_views__view__put"];
        post?: never;
        /** Delete a view. */
        delete: operations["views_delete_views__view__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say that the process answers; asks no other service. */
        get: operations["process_health_healthz_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return figures for Prometheus, to the bearer of MODELBASE_METRICS_TOKEN; without that setting they are closed. */
        get: operations["process_metrics_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say whether this server can work: whether MongoDB answers, and whether the server is not about to stop.
         * @description <br/>What the store says stands beside it: without the store all but files works.
         */
        get: operations["process_is_ready_readyz_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * About
         * @description Which server this is: its version, and the names of what it can do beyond version 0.1.
         *
         *     `client` is the address, with its SHA-256, from which `pip install` brings the client of this version.
         */
        About: {
            /** Capabilities */
            capabilities: string[];
            /** Client */
            client: string | null;
            /** Version */
            version: string;
        };
        /**
         * Activity
         * @description One thing that happened to a model: what, by whom (a login; `via` a session, a token, …), and when.
         */
        Activity: {
            /** Action */
            action: string;
            /** At */
            at: string;
            /** By */
            by: string;
            /** Details */
            details?: {
                [key: string]: unknown;
            };
            /**
             * Id
             * @default
             */
            id?: string;
            /**
             * Via
             * @default null
             */
            via?: string | null;
        };
        /**
         * ActivityPage
         * @description What happened, newest first.
         */
        ActivityPage: {
            /** Next */
            next: string | null;
            /** Rows */
            rows: components["schemas"]["Activity"][];
        };
        /**
         * Alias
         * @description A movable, named pointer to a model inside its name; `moves`, latest first, only where read alone.
         */
        Alias: {
            /** Alias */
            alias: string;
            /** At */
            at: string;
            /** By */
            by: string;
            /** Model */
            model: string | null;
            /**
             * Moves
             * @default null
             */
            moves?: components["schemas"]["Move"][] | null;
            /** Name */
            name: string;
            /**
             * Protected
             * @default false
             */
            protected?: boolean;
        };
        /**
         * AliasChange
         * @description How an alias is to be; `expected`, where it is given, is the ID that it must point to now, null for none.
         */
        AliasChange: {
            /**
             * Expected
             * @default null
             */
            expected?: string | null;
            /**
             * Protected
             * @default null
             */
            protected?: boolean | null;
        };
        /**
         * BlobPlan
         * @description How the bytes of one blob are to be cut and which parts (from 1) are still missing; sizes in bytes.
         */
        BlobPlan: {
            /** Missing */
            missing: number[];
            /** Part Size */
            part_size: number;
            /** Parts */
            parts: number;
            /** Sha256 */
            sha256: string;
            /** Size */
            size: number;
        };
        /**
         * Checkpoint
         * @description An immutable set of files under a model; `files` only where one checkpoint is read alone.
         */
        Checkpoint: {
            /** Created At */
            created_at: string;
            /** Created By */
            created_by: string;
            /**
             * Damaged
             * @default []
             */
            damaged?: string[];
            /** File Count */
            file_count: number;
            /**
             * Files
             * @default null
             */
            files?: components["schemas"]["File"][] | null;
            /** Hash */
            hash: string;
            /** Id */
            id: string;
            /** Label */
            label: string;
            /**
             * Marks
             * @default []
             */
            marks?: ("last" | "best")[];
            /** Metrics */
            metrics?: {
                [key: string]: number | string;
            };
            /** Model */
            model: string;
            /**
             * Run
             * @default null
             */
            run?: string | null;
            /** Size */
            size: number;
            /**
             * State
             * @default uploaded
             * @enum {string}
             */
            state?: "uploaded" | "verified" | "corrupt" | "weights_deleted";
            /**
             * Step
             * @default null
             */
            step?: number | null;
            /** @default null */
            weights_deleted?: components["schemas"]["Deletion"] | null;
        };
        /**
         * Cut
         * @description Whether there are more models each way.
         */
        Cut: {
            /** Down */
            down: boolean;
            /** Up */
            up: boolean;
        };
        /**
         * DamageReport
         * @description Files that a client could not pull: the store had no object (`absent`), or other bytes (`wrong`).
         */
        DamageReport: {
            /** Paths */
            paths: string[];
            /**
             * Seen
             * @enum {string}
             */
            seen: "absent" | "wrong";
        };
        /**
         * Declaration
         * @description What will be pushed, by which run of the model, if any; a push outside a run finishes the training if it may.
         */
        Declaration: {
            /** Files */
            files: components["schemas"]["NewFile"][];
            /**
             * Finished
             * @default true
             */
            finished?: boolean;
            /**
             * Label
             * @default null
             */
            label?: string | null;
            /** Metrics */
            metrics?: {
                [key: string]: unknown;
            };
            /**
             * Move
             * @default false
             */
            move?: boolean;
            /**
             * Run
             * @default null
             */
            run?: string | null;
            /**
             * Step
             * @default null
             */
            step?: number | null;
        };
        /**
         * Deletion
         * @description When something was deleted, and by whom (their login).
         */
        Deletion: {
            /** At */
            at: string;
            /**
             * By
             * @default null
             */
            by?: string | null;
        };
        /**
         * Diff
         * @description The answer; `base` is a position in `ids`.
         */
        Diff: {
            /** Base */
            base: number;
            /** Counts */
            counts: {
                [key: string]: components["schemas"]["DiffCount"];
            };
            /** Equal */
            equal: boolean;
            /** Ids */
            ids: string[];
            /** Models */
            models: components["schemas"]["DiffModel"][];
            /** Rows */
            rows: components["schemas"]["DiffRow"][];
        };
        /**
         * DiffCell
         * @description The value of one model at one key; `delta` and `ratio` where both are numbers.
         */
        DiffCell: {
            /**
             * Change
             * @enum {string}
             */
            change: "same" | "changed" | "added" | "removed";
            /**
             * Delta
             * @default null
             */
            delta?: number | null;
            /**
             * Ratio
             * @default null
             */
            ratio?: number | null;
            /**
             * State
             * @enum {string}
             */
            state: "value" | "missing";
            /**
             * Value
             * @default null
             */
            value?: unknown;
        };
        /**
         * DiffCount
         * @description How many keys of a section differ.
         */
        DiffCount: {
            /** Different */
            different: number;
            /** Total */
            total: number;
        };
        /**
         * DiffModel
         * @description What a heading shows of a model.
         */
        DiffModel: {
            /** Id */
            id: string;
            note: components["schemas"]["Note"] | null;
            state: components["schemas"]["State"];
            /** Title */
            title: string;
        };
        /**
         * DiffRequest
         * @description Which models, against which base (default: the first), and which rows: those that differ, or `all`.
         */
        DiffRequest: {
            /**
             * All
             * @default false
             */
            all?: boolean;
            /**
             * Base
             * @default null
             */
            base?: string | null;
            /** Id */
            id: string[];
            /**
             * Ignore
             * @default []
             */
            ignore?: string[];
            /**
             * Only
             * @default []
             */
            only?: string[];
        };
        /**
         * DiffRow
         * @description One key, and a cell for each model.
         */
        DiffRow: {
            /** Cells */
            cells: components["schemas"]["DiffCell"][];
            /** Key */
            key: string;
            /** Section */
            section: string;
            /**
             * Status
             * @enum {string}
             */
            status: "same" | "changed" | "added" | "removed";
        };
        /**
         * EmptyBody
         * @description A body without fields.
         */
        EmptyBody: Record<string, never>;
        /**
         * File
         * @description A path inside a checkpoint and the SHA-256 of its bytes; `size` in bytes.
         */
        File: {
            /** Path */
            path: string;
            /** Sha256 */
            sha256: string;
            /** Size */
            size: number;
        };
        /**
         * GrantAnswer
         * @description What the person says.
         */
        GrantAnswer: {
            /** Allow */
            allow: boolean;
        };
        /**
         * GrantProof
         * @description What the command line got, and the PKCE verifier that proves that it is the one that asked.
         */
        GrantProof: {
            /** Grant */
            grant: string;
            /** Verifier */
            verifier: string;
        };
        /**
         * Image
         * @description A picture of a README; `path` is how the README names it, `kind` its media type, `size` in bytes.
         */
        Image: {
            /** Kind */
            kind: string;
            /** Name */
            name: string;
            /** Path */
            path: string;
            /** Sha256 */
            sha256: string;
            /** Size */
            size: number;
        };
        /**
         * Imported
         * @description A name that a pickle imports.
         */
        Imported: {
            /** Name */
            name: string;
            /**
             * Risk
             * @enum {string}
             */
            risk: "known" | "unknown" | "dangerous";
        };
        /**
         * Judged
         * @description How a pickle uses a name that it imports, the list it is on with its version, and why it is judged so.
         */
        Judged: {
            /** Name */
            name: string;
            /** Reason */
            reason: string;
            /** Trusted */
            trusted: string;
            /** Uses */
            uses: ("value" | "made" | "called")[];
        };
        /**
         * LabelRequest
         * @description The label that a checkpoint is to have; `move` although another one holds it.
         */
        LabelRequest: {
            /** Label */
            label: string;
            /**
             * Move
             * @default false
             */
            move?: boolean;
        };
        /**
         * LastRun
         * @description The newest run of a model, in short: who trained it where, and how that ended; `error` only if it failed.
         */
        LastRun: {
            /** By */
            by: string;
            /**
             * Ended At
             * @default null
             */
            ended_at?: string | null;
            /**
             * Error
             * @default
             */
            error?: string;
            /**
             * Host
             * @default
             */
            host?: string;
            /** Number */
            number: number;
            /**
             * Outcome
             * @default null
             */
            outcome?: ("finished" | "interrupted" | "failed") | null;
            /** Started At */
            started_at: string;
        };
        /**
         * LeaseBeat
         * @description How far the run of the lease is, and the newest values of its metrics.
         */
        LeaseBeat: {
            /** Live */
            live?: {
                [key: string]: unknown;
            };
            /**
             * Step
             * @default null
             */
            step?: number | null;
        };
        /**
         * LeaseRequest
         * @description What is to be trained (`args`, or the `id` of a model that is there), and for how long the lease holds.
         *
         *     `lease_id` is made by the client, so that asking again is safe. `owner` names the job, so that the same job takes
         *     its lease back at once when it is started again; `run` says that the lease is for a run, which alone ends it.
         */
        LeaseRequest: {
            /**
             * Allow Secrets
             * @default []
             */
            allow_secrets?: string[];
            /**
             * Also
             * @default []
             */
            also?: string[];
            /**
             * Architecture
             * @default null
             */
            architecture?: string | null;
            /**
             * Args
             * @default null
             */
            args?: Record<string, never> | null;
            /**
             * Dataset
             * @default null
             */
            dataset?: string | null;
            /**
             * Host
             * @default
             */
            host?: string;
            /**
             * Id
             * @default null
             */
            id?: string | null;
            /**
             * Lease Id
             * @default null
             */
            lease_id?: string | null;
            /**
             * Note
             * @default
             */
            note?: string;
            /**
             * Owner
             * @default null
             */
            owner?: string | null;
            /** @default null */
            run?: components["schemas"]["NewRun"] | null;
            /**
             * Ttl Seconds
             * @default 120
             */
            ttl_seconds?: number;
        };
        /**
         * Lineage
         * @description The graph around a model.
         */
        Lineage: {
            cut: components["schemas"]["Cut"];
            /** Edges */
            edges: components["schemas"]["LineageEdge"][];
            /** Id */
            id: string;
            /** Nodes */
            nodes: components["schemas"]["LineageNode"][];
        };
        /**
         * LineageEdge
         * @description Which model is the parent of which, how, and in how many args they differ; null where one of them is deleted.
         */
        LineageEdge: {
            /** Differing */
            differing: number | null;
            /** From */
            from: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "resumed" | "finetuned" | "distilled" | "merged" | "quantized" | "adapter";
            /** To */
            to: string;
        };
        /**
         * LineageNode
         * @description A model of the graph; one that was deleted stays, with the state `deleted`.
         */
        LineageNode: {
            /** Id */
            id: string;
            note: components["schemas"]["Note"] | null;
            /**
             * State
             * @enum {string}
             */
            state: "new" | "training" | "interrupted" | "failed" | "trained" | "deleted";
            /** Title */
            title: string;
        };
        /**
         * LinkSecret
         * @description The secret of a link.
         */
        LinkSecret: {
            /** Secret */
            secret: string;
        };
        /**
         * LocalGrantRequest
         * @description A command line on the machine of the browser: it listens on `port` of 127.0.0.1 and knows `state`.
         */
        LocalGrantRequest: {
            /** Challenge */
            challenge: string;
            /** Name */
            name: string;
            /** Port */
            port: number;
            /** State */
            state: string;
        };
        /**
         * LookupRequest
         * @description Args, and the name where the args do not say it.
         */
        LookupRequest: {
            /**
             * Also
             * @default []
             */
            also?: string[];
            /**
             * Architecture
             * @default null
             */
            architecture?: string | null;
            /**
             * Args
             * @description the training args, a JSON object
             */
            args: Record<string, never>;
            /**
             * Dataset
             * @default null
             */
            dataset?: string | null;
        };
        /**
         * MetricChange
         * @description A metric that both have.
         */
        MetricChange: {
            /** Base */
            base: number | string;
            /**
             * Delta
             * @default null
             */
            delta?: number | null;
            /** Value */
            value: number | string;
        };
        /**
         * Model
         * @description One training recipe and its results; `args` and `readme` only where one model is read alone.
         */
        Model: {
            /**
             * Aliases
             * @default []
             */
            aliases?: string[];
            /** Architecture */
            architecture: string;
            /**
             * Checkpoints
             * @default 0
             */
            checkpoints?: number;
            /**
             * Children
             * @default 0
             */
            children?: number;
            /** Created At */
            created_at: string;
            /**
             * Damaged
             * @default []
             */
            damaged?: string[];
            /** Dataset */
            dataset: string;
            /** Digest */
            digest: string;
            /** Family */
            family: string;
            /**
             * Finished At
             * @default null
             */
            finished_at?: string | null;
            /** Id */
            id: string;
            /**
             * Latest
             * @default null
             */
            latest?: string | null;
            /** Metrics */
            metrics?: {
                [key: string]: number | string;
            };
            /** Name */
            name: string;
            /** @default null */
            note?: components["schemas"]["Note"] | null;
            /** Owner */
            owner: string;
            /**
             * Parents
             * @default []
             */
            parents?: components["schemas"]["Parent"][];
            /** Policy */
            policy: number;
            /**
             * Readme
             * @default null
             */
            readme?: string | null;
            /** @default null */
            resume?: components["schemas"]["Resume"] | null;
            /**
             * Revision
             * @default 1
             */
            revision?: number;
            /** @default null */
            run?: components["schemas"]["LastRun"] | null;
            /**
             * Size
             * @default 0
             */
            size?: number;
            /** @default new */
            state?: components["schemas"]["State"];
            /**
             * Tags
             * @default []
             */
            tags?: string[];
            /**
             * Title
             * @default
             */
            title?: string;
            /** Updated At */
            updated_at: string;
            /**
             * Visibility
             * @default private
             * @enum {string}
             */
            visibility?: "private" | "public";
        };
        /**
         * ModelChange
         * @description The fields of a model to set; absent ones stay.
         */
        ModelChange: {
            /**
             * Add Tags
             * @default null
             */
            add_tags?: string[] | null;
            /**
             * Readme
             * @default null
             */
            readme?: string | null;
            /**
             * Remove Tags
             * @default null
             */
            remove_tags?: string[] | null;
            /**
             * Tags
             * @default null
             */
            tags?: string[] | null;
            /**
             * Title
             * @default null
             */
            title?: string | null;
            /**
             * Visibility
             * @default null
             */
            visibility?: ("private" | "public") | null;
        };
        /**
         * Move
         * @description One change of an alias: where it pointed before and after; null is nowhere.
         */
        Move: {
            /** At */
            at: string;
            /** By */
            by: string;
            /** From */
            from: string | null;
            /** Protected */
            protected: boolean;
            /** To */
            to: string | null;
        };
        /**
         * Near
         * @description The models near one, and the ablation table of them.
         */
        Near: {
            /** Compared */
            compared: number | null;
            /** Complete */
            complete: boolean;
            /** Groups */
            groups: components["schemas"]["NearGroup"][];
            /** Id */
            id: string;
            /** K */
            k: number;
            /** Rows */
            rows: components["schemas"]["NearRow"][];
            /** Total */
            total: number;
        };
        /**
         * NearGroup
         * @description The models in which the same key was varied alone.
         */
        NearGroup: {
            /**
             * Base
             * @default null
             */
            base?: unknown;
            /** Key */
            key: string;
            /** Rows */
            rows: components["schemas"]["NearGroupRow"][];
            /** Seed */
            seed: boolean;
        };
        /**
         * NearGroupRow
         * @description A model in which one key was varied alone.
         */
        NearGroupRow: {
            /** Id */
            id: string;
            /** Metrics */
            metrics: {
                [key: string]: components["schemas"]["MetricChange"];
            };
            /**
             * Value
             * @default null
             */
            value?: unknown;
        };
        /**
         * NearKey
         * @description One key that differs; a side that has no value there lacks the field.
         */
        NearKey: {
            /**
             * Base
             * @default null
             */
            base?: unknown;
            /**
             * Delta
             * @default null
             */
            delta?: number | null;
            /** Key */
            key: string;
            /**
             * Ratio
             * @default null
             */
            ratio?: number | null;
            /** Seed */
            seed: boolean;
            /**
             * Value
             * @default null
             */
            value?: unknown;
        };
        /**
         * NearRow
         * @description A model that is near, and where it differs.
         */
        NearRow: {
            /** Count */
            count: number;
            /** Id */
            id: string;
            /** Keys */
            keys: components["schemas"]["NearKey"][];
            /** Metrics */
            metrics: {
                [key: string]: components["schemas"]["MetricChange"];
            };
            note: components["schemas"]["Note"] | null;
            state: components["schemas"]["State"];
            /** Title */
            title: string;
        };
        /**
         * NewBatch
         * @description A batch of a run, which numbers them from 0.
         */
        NewBatch: {
            /** Run */
            run: string;
            /** Seq */
            seq: number;
            /** Series */
            series: {
                [key: string]: components["schemas"]["NewPoints"];
            };
        };
        /**
         * NewFile
         * @description One file that will be pushed; `size` in bytes.
         */
        NewFile: {
            /** Path */
            path: string;
            /** Sha256 */
            sha256: string;
            /** Size */
            size: number;
        };
        /**
         * NewModel
         * @description What a model is made of; everything but the args counts only when it is new.
         */
        NewModel: {
            /**
             * Allow Secrets
             * @default []
             */
            allow_secrets?: string[];
            /**
             * Also
             * @default []
             */
            also?: string[];
            /**
             * Architecture
             * @default null
             */
            architecture?: string | null;
            /**
             * Args
             * @description the training args, a JSON object
             */
            args: Record<string, never>;
            /**
             * Dataset
             * @default null
             */
            dataset?: string | null;
            /**
             * Parents
             * @default []
             */
            parents?: components["schemas"]["Parent"][];
            /**
             * Readme
             * @default
             */
            readme?: string;
            /**
             * Tags
             * @default []
             */
            tags?: string[];
            /**
             * Title
             * @default
             */
            title?: string;
            /**
             * Visibility
             * @default private
             * @enum {string}
             */
            visibility?: "private" | "public";
        };
        /**
         * NewNote
         * @description What is said about a model: good or bad, and why.
         */
        NewNote: {
            /**
             * Reason
             * @default
             */
            reason?: string;
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "good" | "bad";
        };
        /**
         * NewParent
         * @description A parent of the model, and the kind of the edge.
         */
        NewParent: {
            /** Id */
            id: string;
            /**
             * Kind
             * @default null
             */
            kind?: ("resumed" | "finetuned" | "distilled" | "merged" | "quantized" | "adapter") | null;
        };
        /**
         * NewPoints
         * @description Points of one series: three lists of one length; a value is a number or NaN, Infinity, -Infinity as text.
         */
        NewPoints: {
            /** Step */
            step: number[];
            /** Time */
            time: number[];
            /** Value */
            value: unknown[];
        };
        /**
         * NewPolicy
         * @description A whole policy; `number` is that of the policy it was made from, to notice a change in between.
         */
        NewPolicy: {
            /** Architecture Keys */
            architecture_keys: string[];
            /** Dataset Keys */
            dataset_keys: string[];
            /** Defaults */
            defaults: {
                [key: string]: unknown;
            };
            /** Ignore */
            ignore: string[];
            /**
             * Number
             * @default null
             */
            number?: number | null;
            /** Seeds */
            seeds: string[];
        };
        /**
         * NewRun
         * @description A run, by an id of the client's own making (22 characters), and what it says of itself.
         *
         *     `first_step` is the first global step that it will do; without it, the step after the checkpoint to go on from.
         */
        NewRun: {
            /**
             * First Step
             * @default null
             */
            first_step?: number | null;
            /**
             * Host
             * @default
             */
            host?: string;
            /** Id */
            id: string;
            /**
             * Note
             * @default
             */
            note?: string;
            /** Provenance */
            provenance?: {
                [key: string]: unknown;
            };
            /**
             * @default {
             *       "best": null,
             *       "keep_last": null,
             *       "keep_every": null
             *     }
             */
            retention?: components["schemas"]["Retention"];
            /**
             * Started At
             * @default null
             */
            started_at?: string | null;
        };
        /**
         * NewShare
         * @description Whom to open a model to, which parts of it, and for how long (null: no end, but a link 30 days).
         */
        NewShare: {
            /**
             * Expires In Hours
             * @default null
             */
            expires_in_hours?: number | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "public" | "login" | "link";
            /**
             * Login
             * @default null
             */
            login?: string | null;
            /**
             * Sees
             * @default [
             *       "card",
             *       "args",
             *       "weights"
             *     ]
             */
            sees?: ("card" | "args" | "weights" | "run")[];
        };
        /**
         * NewTeamSettings
         * @description What to change; what is left out stays as it is.
         *
         *     `trusted_owners` are logins whose flagged files are pulled with a note; `trusted_imports` are names that pickles may
         *     import, whole (`my_package.nets.Net`) or by module (`my_package.*`); `own_pushes` lets people pull flagged files
         *     that
         *     they pushed themselves.
         */
        NewTeamSettings: {
            /**
             * Own Pushes
             * @default null
             */
            own_pushes?: boolean | null;
            /**
             * Trusted Imports
             * @default null
             */
            trusted_imports?: string[] | null;
            /**
             * Trusted Owners
             * @default null
             */
            trusted_owners?: string[] | null;
        };
        /**
         * NewToken
         * @description What a token is called and may do.
         */
        NewToken: {
            /**
             * Expires In Days
             * @default null
             */
            expires_in_days?: number | null;
            /** Name */
            name: string;
            /**
             * Only
             * @default null
             */
            only?: string | null;
            /**
             * Scopes
             * @default [
             *       "read",
             *       "write"
             *     ]
             */
            scopes?: ("read" | "write" | "admin")[];
        };
        /**
         * NewView
         * @description A view as it is to be; `default` says whether it is opened first, null leaves that as it is.
         */
        NewView: {
            /**
             * Default
             * @default null
             */
            default?: boolean | null;
            /** Name */
            name: string;
            /**
             * Scope
             * @default personal
             * @enum {string}
             */
            scope?: "personal" | "team";
            state: components["schemas"]["ViewState"];
        };
        /**
         * Note
         * @description A verdict on a model, good or bad, and why.
         */
        Note: {
            /** At */
            at: string;
            /** By */
            by: string;
            /**
             * Reason
             * @default
             */
            reason?: string;
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "good" | "bad";
        };
        /**
         * Parent
         * @description A typed edge to a parent: the model that this one was made from.
         */
        Parent: {
            /** Id */
            id: string;
            /**
             * Kind
             * @default finetuned
             * @enum {string}
             */
            kind?: "resumed" | "finetuned" | "distilled" | "merged" | "quantized" | "adapter";
        };
        /**
         * PartRequest
         * @description A part of a blob, from 1.
         */
        PartRequest: {
            /** Part */
            part: number;
            /** Sha256 */
            sha256: string;
        };
        /**
         * PartsRequest
         * @description The parts to get URLs for.
         */
        PartsRequest: {
            /** Parts */
            parts: components["schemas"]["PartRequest"][];
        };
        /**
         * PartUrl
         * @description A presigned PUT for one part of one blob, to be sent with exactly these headers; `size` in bytes.
         */
        PartUrl: {
            /** Headers */
            headers: {
                [key: string]: string;
            };
            /** Part */
            part: number;
            /** Sha256 */
            sha256: string;
            /** Size */
            size: number;
            /** Url */
            url: string;
        };
        /**
         * PersonChange
         * @description The fields to set, one at a time; absent ones stay.
         */
        PersonChange: {
            /**
             * Disabled
             * @default null
             */
            disabled?: boolean | null;
            /** @default null */
            role?: components["schemas"]["Role"] | null;
        };
        /**
         * Redaction
         * @description The keys of args whose values are to be redacted.
         */
        Redaction: {
            /** Keys */
            keys: string[];
        };
        /**
         * RemoteGrantRequest
         * @description A command line where no browser is.
         */
        RemoteGrantRequest: {
            /** Challenge */
            challenge: string;
            /** Name */
            name: string;
        };
        /**
         * Resume
         * @description From which checkpoint a training goes on: `ref` is `ID@label`, `step` the step that it was saved at, if any.
         */
        Resume: {
            /** Ref */
            ref: string;
            /**
             * Step
             * @default null
             */
            step?: number | null;
        };
        /**
         * Retention
         * @description Which checkpoints of a run keep their weights: the best by a metric, the last so many, each so many steps.
         *
         *     Without `keep_last` and `keep_every` all do. `best` is `KEY:max` or `KEY:min`.
         */
        Retention: {
            /**
             * Best
             * @default null
             */
            best?: string | null;
            /**
             * Keep Every
             * @default null
             */
            keep_every?: number | null;
            /**
             * Keep Last
             * @default null
             */
            keep_last?: number | null;
        };
        /**
         * Reused
         * @description What a push does not have to send, since the store has it; `size` in bytes.
         */
        Reused: {
            /** Files */
            files: number;
            /** Size */
            size: number;
        };
        /**
         * Role
         * @description What a signed-in person may do at most, strongest first (docs/security.md).
         * @enum {string}
         */
        Role: "admin" | "read_only" | "guest";
        /**
         * Run
         * @description One execution of a model's training. `outcome` is null while it runs, steps are global steps.
         *
         *     `live` are the newest values of metrics that its heartbeats told, `seen_at` is when it was last heard of.
         */
        Run: {
            /** By */
            by: string;
            /**
             * Ended At
             * @default null
             */
            ended_at?: string | null;
            /**
             * Error
             * @default
             */
            error?: string;
            /**
             * First Step
             * @default 0
             */
            first_step?: number;
            /**
             * Host
             * @default
             */
            host?: string;
            /** Id */
            id: string;
            /**
             * Last Step
             * @default null
             */
            last_step?: number | null;
            /** Live */
            live?: {
                [key: string]: number | string;
            };
            /** Model */
            model: string;
            /**
             * Note
             * @default
             */
            note?: string;
            /** Number */
            number: number;
            /**
             * Outcome
             * @default null
             */
            outcome?: ("finished" | "interrupted" | "failed") | null;
            /**
             * Provenance
             * @default null
             */
            provenance?: {
                [key: string]: unknown;
            } | null;
            /**
             * @default {
             *       "best": null,
             *       "keep_last": null,
             *       "keep_every": null
             *     }
             */
            retention?: components["schemas"]["Retention"];
            /**
             * Seen At
             * @default null
             */
            seen_at?: string | null;
            /** Started At */
            started_at: string;
        };
        /**
         * RunBody
         * @description A run whose id stands in the address.
         */
        RunBody: {
            /**
             * First Step
             * @default null
             */
            first_step?: number | null;
            /**
             * Host
             * @default
             */
            host?: string;
            /**
             * Id
             * @default null
             */
            id?: string | null;
            /**
             * Note
             * @default
             */
            note?: string;
            /** Provenance */
            provenance?: {
                [key: string]: unknown;
            };
            /**
             * @default {
             *       "best": null,
             *       "keep_last": null,
             *       "keep_every": null
             *     }
             */
            retention?: components["schemas"]["Retention"];
            /**
             * Started At
             * @default null
             */
            started_at?: string | null;
        };
        /**
         * RunEnd
         * @description How a run ended: by itself (finished), from outside (interrupted) or by an error, whose last lines are kept.
         */
        RunEnd: {
            /**
             * At
             * @default null
             */
            at?: string | null;
            /**
             * Error
             * @default
             */
            error?: string;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "finished" | "interrupted" | "failed";
            /**
             * Step
             * @default null
             */
            step?: number | null;
        };
        /**
         * Safety
         * @description What loading the files of a checkpoint would import; `state` is the worst of them.
         *
         *     `trusted` says why flagged files may be pulled by who asks, '' if only their `--allow-flagged` does it.
         */
        Safety: {
            /**
             * Next
             * @default null
             */
            next?: null;
            /** Rows */
            rows: components["schemas"]["SafetyRow"][];
            /** State */
            state: ("nothing_found" | "flagged" | "not_scanned") | "waiting";
            /** Trusted */
            trusted: string;
        };
        /**
         * SafetyRow
         * @description What loading a file would import.
         *
         *     `note` says that the file is not what its name promises, `packed` which compression was opened, `lists` the version
         *     of the lists by which the imports were judged.
         */
        SafetyRow: {
            /** At */
            at: string | null;
            /** Format */
            format: string | null;
            /** Imports */
            imports: components["schemas"]["Imported"][];
            /** Judged */
            judged: components["schemas"]["Judged"][];
            /** Lists */
            lists: number | null;
            /** Note */
            note: string;
            /** Packed */
            packed: string;
            /** Path */
            path: string;
            /** Reason */
            reason: string;
            scanner: components["schemas"]["Scanner"] | null;
            /** State */
            state: ("nothing_found" | "flagged" | "not_scanned") | "waiting";
        };
        /**
         * Scanner
         * @description What looked, and which version of it.
         */
        Scanner: {
            /** Name */
            name: string;
            /** Version */
            version: number;
        };
        /**
         * Share
         * @description What opens one model to people outside; `secret` is that of a link, shown once, when it is made.
         *
         *     `bound` says whether a grant is bound to its person: before their first sign-in it has only the login.
         */
        Share: {
            /**
             * Bound
             * @default true
             */
            bound?: boolean;
            /**
             * Created At
             * @default null
             */
            created_at?: string | null;
            /**
             * Created By
             * @default null
             */
            created_by?: string | null;
            /**
             * Expires At
             * @default null
             */
            expires_at?: string | null;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "public" | "login" | "link";
            /**
             * Login
             * @default null
             */
            login?: string | null;
            /** Model */
            model: string;
            /**
             * Secret
             * @default null
             */
            secret?: string | null;
            /** Sees */
            sees: ("card" | "args" | "weights" | "run")[];
        };
        /**
         * SignInCode
         * @description A one-time code: that of a printed sign-in URL, or that for the first Admin.
         */
        SignInCode: {
            /** Code */
            code: string;
        };
        /**
         * State
         * @description Where a model stands: nothing there, being trained, given up on the way, failed, or finished with weights.
         * @enum {string}
         */
        State: "new" | "training" | "interrupted" | "failed" | "trained";
        /**
         * TeamSettings
         * @description The settings in force; `updated_by` and `updated_at` are null before the first change.
         */
        TeamSettings: {
            /**
             * Own Pushes
             * @default false
             */
            own_pushes?: boolean;
            /** Trusted Imports */
            trusted_imports?: string[];
            /** Trusted Owners */
            trusted_owners?: string[];
            /**
             * Updated At
             * @default null
             */
            updated_at?: string | null;
            /**
             * Updated By
             * @default null
             */
            updated_by?: string | null;
        };
        /**
         * TensorChange
         * @description A tensor in two checkpoints.
         */
        TensorChange: {
            base: components["schemas"]["TensorRow"] | null;
            /**
             * Change
             * @enum {string}
             */
            change: "same" | "changed" | "reshaped" | "added" | "removed" | "unknown";
            /** Name */
            name: string;
            other: components["schemas"]["TensorRow"] | null;
        };
        /**
         * TensorChanges
         * @description Two checkpoints, tensor by tensor; `prefix` is what was cut off the names of each.
         */
        TensorChanges: {
            /** Base */
            base: string;
            /** Counts */
            counts: {
                [key: string]: number;
            };
            /** Other */
            other: string;
            /** Prefix */
            prefix: {
                [key: string]: string;
            };
            /** Rows */
            rows: components["schemas"]["TensorChange"][];
        };
        /**
         * TensorFile
         * @description Whether the tensors of a file are listed; `reason` says why not.
         */
        TensorFile: {
            /** Format */
            format: string | null;
            /** Metadata */
            metadata: {
                [key: string]: unknown;
            };
            /** Path */
            path: string;
            /** Reason */
            reason: string;
            /** Size */
            size: number;
            /**
             * State
             * @enum {string}
             */
            state: "read" | "none" | "unreadable" | "waiting";
            /** Tensors */
            tensors: number;
        };
        /**
         * TensorRow
         * @description One tensor; `size` in bytes, null where its dtype is not known; `hash` the BLAKE2b (16 bytes) of its bytes.
         *
         *     The hash is null where the bytes are not in one piece, or their size is not known.
         */
        TensorRow: {
            /** Dtype */
            dtype: string;
            /** File */
            file: string;
            /** Hash */
            hash: string | null;
            /** Name */
            name: string;
            /** Parameters */
            parameters: number;
            /** Shape */
            shape: number[];
            /** Size */
            size: number | null;
        };
        /**
         * Tensors
         * @description The tensors of a checkpoint.
         */
        Tensors: {
            /** Files */
            files: components["schemas"]["TensorFile"][];
            /** Rows */
            rows: components["schemas"]["TensorRow"][];
            totals: components["schemas"]["Totals"];
        };
        /**
         * Token
         * @description An API token as it is listed; its text is shown once, at creation (`token`).
         */
        Token: {
            /** Created At */
            created_at: string;
            /**
             * Expires At
             * @default null
             */
            expires_at?: string | null;
            /** Id */
            id: string;
            /**
             * Last Used At
             * @default null
             */
            last_used_at?: string | null;
            /** Name */
            name: string;
            /**
             * Only
             * @default null
             */
            only?: string | null;
            /** Scopes */
            scopes: ("read" | "write" | "admin")[];
            /**
             * Token
             * @default null
             */
            token?: string | null;
        };
        /**
         * Totals
         * @description Sums over tensors, all in all and for each dtype.
         */
        Totals: {
            /** Dtypes */
            dtypes: {
                [key: string]: {
                    [key: string]: number;
                };
            };
            /** Parameters */
            parameters: number;
            /** Size */
            size: number;
            /** Tensors */
            tensors: number;
        };
        /**
         * TrashEntry
         * @description Something deleted that can be restored until `expires_at`; `size` in bytes.
         */
        TrashEntry: {
            /** Deleted At */
            deleted_at: string;
            /** Deleted By */
            deleted_by: string;
            /** Expires At */
            expires_at: string;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "model" | "checkpoint" | "weights";
            /**
             * Label
             * @default null
             */
            label?: string | null;
            /** Model */
            model: string;
            /**
             * Size
             * @default 0
             */
            size?: number;
            /**
             * Title
             * @default
             */
            title?: string;
        };
        /**
         * Upload
         * @description An open upload: the checkpoint to be, what is missing, and the first part URLs.
         */
        Upload: {
            /** Blobs */
            blobs: components["schemas"]["BlobPlan"][];
            /** Expires At */
            expires_at: string;
            /** Id */
            id: string;
            reused: components["schemas"]["Reused"];
            /** Urls */
            urls: components["schemas"]["PartUrl"][];
            /** Urls Expire At */
            urls_expire_at: string;
        };
        /**
         * User
         * @description A person with a role; `id` is who they are at the sign-in provider (`local:1`, `github:583231`).
         */
        User: {
            /**
             * Admitted
             * @default true
             */
            admitted?: boolean;
            /**
             * Basis
             * @default manual
             * @enum {string}
             */
            basis?: "list" | "first" | "manual" | "team" | "organisation" | "guest";
            /**
             * Checked At
             * @default null
             */
            checked_at?: string | null;
            /**
             * Created At
             * @default null
             */
            created_at?: string | null;
            /**
             * Disabled
             * @default false
             */
            disabled?: boolean;
            /** Id */
            id: string;
            /** Login */
            login: string;
            /**
             * Name
             * @default
             */
            name?: string;
            role: components["schemas"]["Role"];
            /**
             * Session Version
             * @default 1
             */
            session_version?: number;
            /**
             * Signed In At
             * @default null
             */
            signed_in_at?: string | null;
        };
        /** ValidationErrorModel */
        ValidationErrorModel: {
            /**
             * Error context
             * @description An optional object which contains values required to render the error message.
             * @default null
             */
            ctx?: {
                [key: string]: unknown;
            } | null;
            /**
             * Input
             * @description The input provided for validation.
             */
            input: unknown;
            /**
             * Location
             * @description The error's location as a list.
             */
            loc: unknown[];
            /**
             * Message
             * @description A human readable explanation of the error.
             */
            msg: string;
            /**
             * Error Type
             * @description A computer-readable identifier of the error type.
             */
            type: string;
            /**
             * URL
             * @description The URL to further information about the error.
             * @default null
             */
            url?: string | null;
        };
        /**
         * View
         * @description A saved state of the table, of one person or of the team; `default` says whether it is opened first.
         */
        View: {
            /** Created At */
            created_at: string;
            /**
             * Default
             * @default false
             */
            default?: boolean;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Owner */
            owner: string;
            /**
             * Revision
             * @default 1
             */
            revision?: number;
            /**
             * Scope
             * @enum {string}
             */
            scope: "personal" | "team";
            state: components["schemas"]["ViewState"];
            /** Updated At */
            updated_at: string;
        };
        /**
         * ViewState
         * @description What a view keeps of the table: texts and keys as in the address bar; `widths` in pixels.
         */
        ViewState: {
            /**
             * Columns
             * @default []
             */
            columns?: string[];
            /**
             * Fold
             * @default null
             */
            fold?: "family" | null;
            /**
             * Hidden
             * @default []
             */
            hidden?: string[];
            /**
             * Pinned
             * @default []
             */
            pinned?: string[];
            /**
             * Sort
             * @default
             */
            sort?: string;
            /**
             * Where
             * @default
             */
            where?: string;
            /** Widths */
            widths?: {
                [key: string]: number;
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    process_about_api_v1__get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["About"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    aliases_page_aliases_get: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    aliases_history_aliases__dataset___architecture___alias__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alias: string;
                architecture: string;
                dataset: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    cli_grants_allow_here_cli_grants_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LocalGrantRequest"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    cli_grants_wait_cli_grants_codes_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RemoteGrantRequest"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    cli_grants_about_cli_grants_codes__code__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    cli_grants_decide_cli_grants_codes__code__post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GrantAnswer"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    cli_grants_exchange_cli_grants_exchange_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GrantProof"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    diff_diff_diff_get: {
        parameters: {
            query: {
                all?: boolean;
                base?: string | null;
                id: string[];
                ignore?: string[];
                only?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Diff"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    diff_diff_of_many_diff_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DiffRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Diff"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    events_page_events_get: {
        parameters: {
            query?: {
                action?: string | null;
                after?: string | null;
                by?: string | null;
                limit?: number;
                since?: string | null;
                target?: string | null;
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    near_folded_families_get: {
        parameters: {
            query?: {
                columns?: string;
                limit?: number;
                offset?: number;
                sort?: string;
                where?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    keys_catalogue_keys_get: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
                search?: string;
                since?: string | null;
                varying?: boolean;
                where?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    keys_values_keys__path_key__values_get: {
        parameters: {
            query?: {
                search?: string;
                where?: string;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    leases_page_leases_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    leases_take_leases_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeaseRequest"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    leases_end_leases__lease__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                lease: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    leases_renew_leases__lease__heartbeat_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                lease: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeaseBeat"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    lookup_look_up_lookup_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LookupRequest"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    me_read_me_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    models_page_models_get: {
        parameters: {
            query?: {
                after?: string;
                columns?: string;
                limit?: number;
                offset?: number;
                sort?: string;
                total?: boolean;
                where?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    models_ensure_models_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewModel"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    models_read_models__model_ref__get: {
        parameters: {
            query?: {
                as?: string | null;
            };
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    models_delete_models__model_ref__delete: {
        parameters: {
            query?: {
                force?: boolean;
            };
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    models_change_models__model_ref__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    activity_page_models__model_ref__activity_get: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityPage"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    aliases_put_models__model_ref__aliases__alias__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alias: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AliasChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    aliases_delete_models__model_ref__aliases__alias__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alias: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_page_models__model_ref__checkpoints_get: {
        parameters: {
            query?: {
                after?: string;
                as?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_declare_models__model_ref__checkpoints_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Declaration"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_read_models__model_ref__checkpoints__checkpoint__get: {
        parameters: {
            query?: {
                as?: string | null;
            };
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_delete_models__model_ref__checkpoints__checkpoint__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_finish_models__model_ref__checkpoints__checkpoint__commit_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmptyBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_report_damage_models__model_ref__checkpoints__checkpoint__damage_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DamageReport"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_download_models__model_ref__checkpoints__checkpoint__download_get: {
        parameters: {
            query?: {
                after?: string;
            };
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_file_link_models__model_ref__checkpoints__checkpoint__files__path_file__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
                file: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_set_label_models__model_ref__checkpoints__checkpoint__label_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabelRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_take_label_models__model_ref__checkpoints__checkpoint__label_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_parts_models__model_ref__checkpoints__checkpoint__parts_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartsRequest"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    tensors_safety_models__model_ref__checkpoints__checkpoint__safety_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Safety"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    tensors_table_models__model_ref__checkpoints__checkpoint__tensors_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tensors"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    tensors_compare_models__model_ref__checkpoints__checkpoint__tensors_diff_get: {
        parameters: {
            query: {
                checkpoint?: string;
                id: string;
            };
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TensorChanges"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_delete_weights_models__model_ref__checkpoints__checkpoint__weights_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrashEntry"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    near_family_models__model_ref__family_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    images_put_models__model_ref__images_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "image/gif": string;
                "image/jpeg": string;
                "image/png": string;
                "image/webp": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    images_read_models__model_ref__images__name__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    lineage_read_models__model_ref__lineage_get: {
        parameters: {
            query?: {
                depth?: number;
                direction?: "up" | "down" | "both";
            };
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lineage"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    near_read_models__model_ref__near_get: {
        parameters: {
            query?: {
                k?: number;
                limit?: number;
            };
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Near"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    aliases_mark_models__model_ref__note_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNote"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    aliases_unmark_models__model_ref__note_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    lineage_add_models__model_ref__parents_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewParent"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    lineage_remove_models__model_ref__parents__model_parent__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                parent: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    redaction_replace_models__model_ref__redact_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Redaction"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    runs_page_models__model_ref__runs_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    runs_record_models__model_ref__runs__run__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    runs_end_models__model_ref__runs__run__end_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunEnd"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    series_read_models__model_ref__series_get: {
        parameters: {
            query?: {
                from_step?: number | null;
                key?: string[];
                points?: number | null;
                run?: string | null;
                to_step?: number | null;
            };
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    series_append_models__model_ref__series_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBatch"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    shares_page_of_model_models__model_ref__shares_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    shares_create_models__model_ref__shares_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewShare"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Share"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Share"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    shares_revoke_models__model_ref__shares__share__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
                share: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    policy_page_policies_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    policy_read_policy_get: {
        parameters: {
            query?: {
                number?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    policy_change_policy_put: {
        parameters: {
            query?: {
                accept_merge?: boolean;
                dry_run?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPolicy"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    redaction_page_secrets_get: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    series_overlay_series_get: {
        parameters: {
            query: {
                from_step?: number | null;
                id: string[];
                key: string[];
                points?: number | null;
                run?: string | null;
                to_step?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    session_start_session_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInCode"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    session_end_session_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    session_make_code_session_codes_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    session_renew_session_renew_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    session_page_sessions_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    session_end_all_sessions_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    session_end_one_sessions__session__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    team_settings_read_settings_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamSettings"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    team_settings_change_settings_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTeamSettings"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamSettings"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    shares_page_shares_get: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    shares_mine_shares_mine_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    shares_open_shares_open_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkSecret"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    sign_in_read_api_v1_sign_in_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    sign_in_first_api_v1_sign_in_first_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInCode"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    storage_read_storage_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    tokens_page_tokens_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    tokens_create_tokens_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    tokens_delete_tokens__token__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    trash_page_trash_get: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    trash_remove_trash__entry__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    trash_restore_trash__entry__restore_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    users_page_users_get: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    users_delete_users__user__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    users_change_users__user__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    views_page_views_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    views_create_views_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewView"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    views_read_views__view__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                view: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    views_replace_views__view__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                view: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewView"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    views_delete_views__view__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                view: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    process_health_healthz_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    process_metrics_metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    process_is_ready_readyz_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
}
