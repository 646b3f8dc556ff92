import pulumi_rockit_durst as rockit_durst

rockit_durst.durst.send_test_callback(production_job_id=4711)
